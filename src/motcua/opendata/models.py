"""Datasets under addresses that never change; their releases, which never change; the rows of the latest one."""

from django.db import models
from django.utils.functional import cached_property

from motcua.kernel.models import StoredFile
from motcua.opendata.rules.definitions import Column, DatasetDefinition, columns_in
from motcua.organization.models import Agency


class Dataset(models.Model):
    """A dataset. One that is withdrawn keeps its address, and says there why."""

    code = models.SlugField(max_length=60, unique=True)
    data = models.JSONField(help_text="`rules.definitions.DatasetDefinition`")
    publisher = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    search_text = models.TextField(help_text="what it is found by, folded")
    sort_key = models.CharField(max_length=600, db_collation="C")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)
    looked_at = models.DateTimeField(null=True, help_text="when it was last compared with what it is made from")
    edition = models.CharField(max_length=100, blank=True, help_text="of what all share, as it was then")
    refusal = models.JSONField(null=True, help_text="why the last release was refused; nothing when it was not")

    class Meta:
        ordering = ["sort_key", "code"]
        indexes = [models.Index(fields=["sort_key", "code"], name="dataset_order")]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def definition(self) -> DatasetDefinition:
        return DatasetDefinition.model_validate(self.data)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class DatasetTheme(models.Model):
    """That a dataset is about a theme."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "dataset"], name="dataset_theme_once")]

    def __str__(self) -> str:
        return self.theme


class ColumnsChange(models.Model):
    """That the columns of a dataset will change on a day: announced before, applied by the first release after it."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="changes")
    data = models.JSONField(help_text="the definition that comes")
    publisher = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    takes_effect_on = models.DateField()
    applied_at = models.DateTimeField(null=True)
    is_dropped = models.BooleanField(default=False, help_text="another one came before it took effect")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset"],
                condition=models.Q(applied_at=None, is_dropped=False),
                name="columns_change_one_to_come",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.takes_effect_on}"

    @cached_property
    def definition(self) -> DatasetDefinition:
        return DatasetDefinition.model_validate(self.data)


class Release(models.Model):
    """One version of a dataset's content. The database refuses to change or delete it (migration 0001)."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    rows = models.PositiveBigIntegerField()
    period = models.CharField(max_length=60, blank=True, help_text="the first and the last part that it tells of")
    columns = models.JSONField(help_text="the dictionary as it was: a list of `rules.definitions.Column`")
    quality = models.JSONField()
    proof = models.JSONField(null=True, help_text="of tables about people: what the guard did")
    mark = models.CharField(max_length=64, help_text="a digest of the dictionary and of all rows")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="release_number_once")]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.number}"

    @property
    def dictionary(self) -> list[Column]:
        return columns_in(self.columns)


class ReleaseFile(models.Model):
    """A release in one format."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["release", "format"], name="release_format_once")]

    def __str__(self) -> str:
        return self.name


class FilePiece(models.Model):
    """So many bytes of a release's file, from an offset on: none is larger than what one may hold in memory."""

    file = models.ForeignKey(ReleaseFile, on_delete=models.PROTECT, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["file", "offset"], name="file_piece_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.offset}"


class DataRow(models.Model):
    """A row of the latest release, for who looks at it here. `block`: the part of the dataset that was told at once."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True)
    block = models.CharField(max_length=20, blank=True)
    data = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="data_row_number_once"),
            models.UniqueConstraint(fields=["dataset", "key"], condition=~models.Q(key=""), name="data_row_key_once"),
        ]
        indexes = [
            models.Index(fields=["dataset", "block"], name="data_row_block", condition=~models.Q(block="")),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.number}"
