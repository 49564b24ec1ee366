"""The screens of payments in the Wagtail admin."""
