"""The alarms and the dashboard of `dashboards/` in the lab: what they ask, what real servers make of it, and recordings
from which their tests are made."""
