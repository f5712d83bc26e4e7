"""What watches a lab of resolvers of every manner: name servers and resolvers only, there is no mail."""

import threading

from lab.addresses import RESOLVER_HOST
from lab.manners.catalogue import MANNERS
from lab.truth.dig import Endpoint
from lab.truth.dig_sampler import DigSampler
from lab.truth.dns_sampler import Server
from lab.truth.observer import Observer


class MannersObserver(Observer):
    """Asks each resolver once a second, as its transport wants it; those too that the agent cannot ask."""

    def _dns(self) -> list[threading.Thread]:
        authorities = self._lab.authorities.items()
        threads: list[threading.Thread] = [self._sampler(Server(name, address)) for name, address in authorities]
        for manner in MANNERS.values():
            endpoint = Endpoint(manner.id, manner.address, manner.transport, RESOLVER_HOST, self._lab.ca_file)
            threads.append(DigSampler(endpoint, manner.caches, self._questions(), self.log, self._stop_event))
        return threads

    def _mail(self) -> list[threading.Thread]:
        return []
