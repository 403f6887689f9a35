"""What a node cannot do for reasons of its own: it says so, and says nothing about the thing that it was asked for."""


class Unavailable(Exception):
    """Something this node works with cannot be reached or read; asked again later, or another node, it may answer.

    `part` names it for who operates the node: files, keys, search. Nothing was decided and nothing was written.
    """

    def __init__(self, part: str, why: object) -> None:
        super().__init__(f"{part}: {why}")
        self.part = part
