"""What two runs over the same records must have in common, and where they differ."""

import collections
import json


class Outcome:
    """The committed alert events and dead letters of one run."""

    def __init__(self, vigie, configuration, run, directory):
        self.alerts = collections.defaultdict(list)
        self.ids = collections.Counter()
        self.operations = collections.Counter()
        for record in vigie.records(configuration, f"{run}.alerts", directory):
            event = json.loads(record["value"])
            if _is_operation(event):
                self.operations[event["type"]] += 1
                continue
            self.ids[event["id"]] += 1
            self.alerts[record["key"]].append(_comparable(event))
        self.letters = collections.Counter(
            _letter(json.loads(record["value"]))
            for record in vigie.records(configuration, f"{run}.deadletters", directory))

    @property
    def event_count(self):
        return sum(self.ids.values())

    def states(self):
        counts = collections.Counter(
            json.loads(text)["data"]["state"] for events in self.alerts.values() for text in events)
        return dict(sorted(counts.items()))


def _is_operation(event):
    return event.get("subject", "").startswith("ops/") or not event["type"].startswith(
        "vigie.alert.")


def _comparable(event):
    """STREAMS 1: without mode, sampleRefs, input frontiers."""
    event["data"].pop("mode", None)
    event["data"].get("evidence", {}).pop("sampleRefs", None)
    event["data"].get("provenance", {}).pop("inputFrontiers", None)
    return json.dumps(event, sort_keys=True, ensure_ascii=False)


def _letter(letter):
    """A dead letter by the record that it is about."""
    data = letter.get("data", letter)
    return json.dumps(
        {name: data.get(name) for name in ("topic", "partition", "offset", "reason")},
        sort_keys=True)


def differences(calm, storm):
    """Sentences on everything that is not as it must be; none when all is well."""
    said = []
    for name, outcome in (("the calm run", calm), ("the storm", storm)):
        twice = [event for event, count in outcome.ids.items() if count > 1]
        if twice:
            said.append(f"{name} has {len(twice)} events twice, first {twice[0]}")
        letters = [letter for letter, count in outcome.letters.items() if count > 1]
        if letters:
            said.append(f"{name} has {len(letters)} dead letters twice, first {letters[0]}")
    _compare_sets(said, "alert events", calm.ids, storm.ids)
    _compare_sets(said, "dead letters", calm.letters, storm.letters)
    unequal = [
        key for key in calm.alerts.keys() & storm.alerts.keys()
        if calm.alerts[key] != storm.alerts[key]
    ]
    if unequal:
        key = min(unequal)
        said.append(f"{len(unequal)} alerts differ, first {key}:")
        for one, other in zip(calm.alerts[key], storm.alerts[key]):
            if one != other:
                said += [f"  calm  {one}", f"  storm {other}"]
                break
        else:
            said.append(
                f"  {len(calm.alerts[key])} events against {len(storm.alerts[key])}")
    return said


def _compare_sets(said, what, calm, storm):
    lost = [item for item in calm if item not in storm]
    new = [item for item in storm if item not in calm]
    if lost:
        said.append(f"{len(lost)} {what} of the calm run are lost in the storm, first {lost[0]}")
    if new:
        said.append(f"{len(new)} {what} of the storm are not in the calm run, first {new[0]}")
