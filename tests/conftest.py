"""Property tests draw the same examples everywhere; KHOTIN_EXPLORE=1 draws new ones."""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
if not os.environ.get("KHOTIN_EXPLORE"):
    settings.load_profile("same")
