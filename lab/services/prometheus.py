"""Scrapes the agent as the user's Prometheus would, and evaluates the alarms that are shipped."""

import shutil
from pathlib import Path

from lab import readiness
from lab.addresses import ADDRESSES
from lab.jail import Jail
from lab.places import REPOSITORY
from lab.supervisor import Service


def service(jail: Jail, directory: Path) -> Service:
    """The rules are those of `dashboards/alerts.yml`, as they are."""
    (directory / "rules").mkdir(parents=True)
    shutil.copy(REPOSITORY / "dashboards" / "alerts.yml", directory / "rules")
    jail.directory("/var/lib/prometheus")
    (directory / "prometheus.yml").write_text(
        f"""\
global: {{ scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }}
rule_files: [ "rules/*.yml" ]
scrape_configs:
  - job_name: cutwatch
    static_configs: [ {{ targets: [ "{ADDRESSES.agent_web}:{ADDRESSES.agent_web_port}" ] }} ]
"""
    )
    return Service(
        "prometheus",
        [
            "/usr/bin/prometheus",
            f"--config.file={directory / 'prometheus.yml'}",
            "--storage.tsdb.path=/var/lib/prometheus",
            f"--web.listen-address={ADDRESSES.prometheus}:{ADDRESSES.prometheus_port}",
            "--log.level=warn",
        ],
        readiness.serves_http(ADDRESSES.prometheus, ADDRESSES.prometheus_port, "/-/ready"),
    )
