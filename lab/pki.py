"""A certificate authority that lives as long as one lab, and one certificate for all its servers."""

from dataclasses import dataclass
from pathlib import Path

from lab import addresses
from lab.jail import Jail

_HOSTS = (
    addresses.OLD_HOST,
    addresses.NEW_HOST,
    addresses.MOVING_HOST,
    addresses.IMAP_HOST,
    addresses.SENDER_HOST,
    addresses.RESOLVER_HOST,
)
_NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2"]


@dataclass(frozen=True)
class Certificates:
    """Files that servers and clients are pointed to."""

    ca: Path
    certificate: Path
    key: Path


def make(jail: Jail, directory: Path) -> Certificates:
    """Makes both with the lab's own openssl: what the host has does not matter."""
    directory.mkdir()
    made = Certificates(directory / "ca.pem", directory / "lab.pem", directory / "lab.key")
    ca_key = str(directory / "ca.key")
    request = ["/usr/bin/openssl", "req", "-x509", "-config", str(_settings(directory)), *_NEW_KEY]
    jail.run([*request, "-subj", "/CN=cutwatch rehearsal CA", "-extensions", "authority",
              "-keyout", ca_key, "-out", str(made.ca)])  # fmt: skip
    jail.run([*request, "-subj", "/CN=mail.lab", "-extensions", "server", "-CA", str(made.ca), "-CAkey", ca_key,
              "-keyout", str(made.key), "-out", str(made.certificate)])  # fmt: skip
    return made


def _settings(directory: Path) -> Path:
    path = directory / "openssl.cnf"
    names = ",".join(f"DNS:{host}" for host in _HOSTS)
    path.write_text(
        "[req]\ndistinguished_name = dn\n[dn]\n"
        "[authority]\nbasicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign\n"
        f"[server]\nbasicConstraints = CA:false\nextendedKeyUsage = serverAuth\nsubjectAltName = {names}\n"
    )
    return path
