"""A passkey in software, as a phone has one: makes a key for a page, and answers a page with it."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256


def text(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


class Passkey:
    def __init__(self, origin="http://localhost:8000"):
        self.key, self.id, self.origin = ec.generate_private_key(ec.SECP256R1()), b"a-key-of-the-tests", origin

    def _client(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _head(self, rp, flags, count):
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")

    def _answer(self, **response):
        whole = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**whole, "response": {name: text(value) for name, value in response.items()}})

    def create(self, options):
        asked = options["publicKey"]
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        data = self._head(asked["rp"]["id"], 0x45, 0) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        kept = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=self._client("webauthn.create", asked["challenge"]), attestationObject=kept)

    def get(self, options):
        asked = options["publicKey"]
        assert [urlsafe_b64decode(one["id"] + "==") for one in asked["allowCredentials"]] == [self.id]
        data, client = self._head(asked["rpId"], 0x05, 1), self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)
