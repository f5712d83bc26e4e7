"""What programs on the host's own root, such as the agent, see inside the lab in place of the host's name service.

The network namespace stops packets, not Unix sockets: a stub resolver or a name cache of the host could still be asked
through theirs, and would ask the real world for the lab's names.
"""

from pathlib import Path

from lab import kernel
from lab.addresses import ADDRESSES

_SOCKET_DIRECTORIES = (Path("/run/nscd"), Path("/run/systemd/resolve"))


def show_lab_names(directory: Path) -> list[Path]:
    """Hides the host's resolver sockets and lays the lab's resolv.conf and nsswitch.conf over the host's.

    Returns what was mounted, for `show_host_names`.
    """
    directory.mkdir()
    texts = {
        "resolv.conf": f"nameserver {ADDRESSES.plain}\noptions timeout:2 attempts:2\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    }
    targets = {name: Path("/etc", name).resolve() for name in texts}
    hidden = [sockets for sockets in _SOCKET_DIRECTORIES if sockets.is_dir()]
    for sockets in hidden:
        kernel.mount("tmpfs", sockets, "tmpfs", options="mode=755")
    mounted = hidden
    for name, text in texts.items():
        (directory / name).write_text(text)
        if targets[name].parent in hidden:
            targets[name].touch()  # /etc/resolv.conf may be a link into a directory that was just hidden
        if targets[name].exists():
            kernel.bind(directory / name, targets[name])
            mounted = [*mounted, targets[name]]
    return mounted


def show_host_names(mounted: list[Path]) -> None:
    """Takes it all back: nothing can be laid over a file whose directory is gone, not even by the next lab."""
    for target in reversed(mounted):
        kernel.unmount(target)
