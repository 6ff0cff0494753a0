"""Times of day for strategies that begin now, whatever the time is."""
import datetime
import zoneinfo


def zone_of_daylight(now=None, favourites=("Asia/Jakarta", "Europe/Berlin", "America/New_York")):
    """A zone where midnight is hours away, so that windows of now lie within one day."""
    now = now or datetime.datetime.now(datetime.timezone.utc)
    for name in favourites:
        if 2 <= now.astimezone(zoneinfo.ZoneInfo(name)).hour < 20:
            return name
    hours = 12 - now.hour  # Etc/GMT-7 is seven hours east
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


def time_of_day(zone, seconds_from_now):
    moment = datetime.datetime.now(zoneinfo.ZoneInfo(zone)) + datetime.timedelta(seconds=seconds_from_now)
    return moment.strftime("%H:%M:%S")


def today(zone):
    return datetime.datetime.now(zoneinfo.ZoneInfo(zone)).strftime("%Y-%m-%d")
