"""One name for one address."""

from collections import defaultdict

from django.urls import URLPattern, URLResolver, get_resolver

# Wagtail, Django's admin and third parties name theirs themselves.
OURS = ("marketplace.", "oscar_apps.", "vendors.", "cms.", "oscar.")


def named_patterns(resolver: URLResolver, prefix: str = "", namespace: str = ""):
    """(qualified name, whole route, view's module) of every named pattern below `resolver`."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_patterns(pattern, route, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield namespace + pattern.name, route, pattern.callback.__module__


def test_every_url_is_named_once():
    routes = defaultdict(set)
    for name, route, module in named_patterns(get_resolver()):
        if module.startswith(OURS):
            routes[name].add(route)
    twice = {name: sorted(found) for name, found in routes.items() if len(found) > 1}
    assert not twice


def test_no_address_of_ours_is_unnamed():
    unnamed = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern) and not pattern.name and pattern.callback.__module__.startswith(OURS)
    ]
    assert not unnamed
