"""The alarms and the dashboard in the lab: a real agent, real mail, a real Prometheus."""

import unittest

from lab.tests.inside_runner import follow_inside

_LONGEST = 500.0


class AlarmsInTheLab(unittest.TestCase):
    def test_alarms_fire_and_the_dashboard_has_data(self) -> None:
        follow_inside(self, "alarms_test", _LONGEST)


if __name__ == "__main__":
    unittest.main()
