"""What nbval compares: text; the HTML of tables and the bytes of pictures not."""


def pytest_collectstart(collector):
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/html", "image/png")
