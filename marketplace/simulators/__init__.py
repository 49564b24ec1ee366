"""Look-alikes of the payment and SMS providers, over real HTTP, in a process of their own.

`python -m marketplace.simulators` starts it. They share no table and no memory with the shop, which reaches them by its
base addresses alone and cannot tell.
"""
