from datetime import datetime
from zoneinfo import ZoneInfo
from crawler.text.dates_values import PrintedDate


def ask_dateparser(text: str, *, at: datetime, zone: ZoneInfo) -> PrintedDate | None:
    return None
