"""What came in at a door, as it came."""

from django.db import models

from jishiyu.sensing.models.source import Source


class Payload(models.Model):
    """The bytes of one request or file, sealed, for evidence. Its hash tells whether it is what somebody says."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the bytes as they came
    body = models.BinaryField()
    received_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.sha256
