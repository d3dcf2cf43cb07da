"""The real process against the sandbox, as people and operators meet it."""

import pytest

for _module in ("world", "person", "process", "cast", "story"):
    pytest.register_assert_rewrite(f"tests.acceptance.{_module}")
