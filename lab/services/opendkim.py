"""DKIM as mail servers do it: OpenDKIM, which a Postfix shows each message. It signs what a user hands in, and writes what
it finds out about the signatures of all else."""

from dataclasses import dataclass
from pathlib import Path

from lab import addresses, readiness
from lab.addresses import ADDRESSES
from lab.jail import Jail
from lab.supervisor import Service

MILTER = f"inet:{ADDRESSES.signatures}:{ADDRESSES.milter_port}"
"""What a Postfix calls it."""

_BITS = 2048
_LONGEST_STRING = 255


@dataclass(frozen=True)
class Key:
    """Who signs, and with what. The public half has to be published."""

    domain: str
    selector: str
    file: Path
    public: str

    @property
    def name(self) -> str:
        """Where the public half is looked for."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """Its TXT record: too long for one character-string."""
        text = f"v=DKIM1; k=rsa; p={self.public}"
        parts = (text[at : at + _LONGEST_STRING] for at in range(0, len(text), _LONGEST_STRING))
        return " ".join(f'"{part}"' for part in parts)


def make_key(jail: Jail, directory: Path, domain: str, selector: str) -> Key:
    """With the lab's own openssl."""
    directory.mkdir(exist_ok=True)
    file = directory / f"{selector}.{domain}.pem"
    jail.run(["/usr/bin/openssl", "genrsa", "-out", str(file), str(_BITS)])
    file.chmod(0o600)
    public = jail.run(["/usr/bin/openssl", "rsa", "-in", str(file), "-pubout"])
    lines = [line for line in public.splitlines() if line and not line.startswith(("-", "writing"))]
    return Key(domain, selector, file, "".join(lines))


def service(directory: Path, key: Key) -> Service:
    """It signs with that key what users of its domain hand in."""
    configuration = directory / "opendkim.conf"
    configuration.write_text(_configuration(key))
    return Service(
        "opendkim",
        ["/usr/sbin/opendkim", "-f", "-x", str(configuration)],
        readiness.accepts(ADDRESSES.signatures, ADDRESSES.milter_port),
    )


def verdict(jail: Jail, directory: Path, message: bytes) -> str:
    """What it says of the signature of a message as it lies in a mailbox, the key asked of the DNS."""
    file = directory / "message.eml"
    file.write_bytes(message)
    configuration = directory / "verifier.conf"
    configuration.write_text(_VERIFIER)
    return jail.run(["/usr/sbin/opendkim", "-x", str(configuration), "-t", str(file)]).strip()


_COMMON = f"""\
Syslog no
Nameservers {ADDRESSES.sender_resolver}
RequireSafeKeys no
"""

_VERIFIER = f"{_COMMON}Mode v\n"


def _configuration(key: Key) -> str:
    return f"""\
{_COMMON}Mode sv
Socket inet:{ADDRESSES.milter_port}@{ADDRESSES.signatures}
Domain {key.domain}
Selector {key.selector}
KeyFile {key.file}
Canonicalization relaxed/relaxed
AuthservID {addresses.SENDER_HOST}
AlwaysAddARHeader yes
"""
