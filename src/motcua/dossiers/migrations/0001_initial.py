"""The tables of the room."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.kernel.folding

# Changes of what all people share are told to the kernel (motcua.kernel.editions).
TABLES = ["dossiers_rulebook"]


def trigger(table: str) -> migrations.RunSQL:
    """After each statement that changes the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();",
        f"DROP TRIGGER new_edition ON {table};",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("forms", "0001_initial"),
        ("kernel", "0001_initial"),
        ("organization", "0001_initial"),
        ("papers", "0001_initial"),
        ("procedures", "0001_initial"),
        ("processes", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dossier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("code", models.CharField(max_length=60, null=True, unique=True)),
                ("submission_key", models.UUIDField(unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("ONLINE", "ONLINE"), ("COUNTER", "COUNTER"), ("POST", "POST")], max_length=10
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "NEW"),
                            ("ACCEPTED", "ACCEPTED"),
                            ("NOT_ACCEPTED", "NOT_ACCEPTED"),
                            ("IN_PROCESS", "IN_PROCESS"),
                            ("SUPPLEMENT", "SUPPLEMENT"),
                            ("PAYMENT", "PAYMENT"),
                            ("WITHDRAWN", "WITHDRAWN"),
                            ("STOPPED", "STOPPED"),
                            ("DONE", "DONE"),
                            ("RETURNED", "RETURNED"),
                        ],
                        default="NEW",
                        max_length=15,
                    ),
                ),
                ("summary", models.CharField(max_length=300)),
                ("case_answers", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict)),
                ("holder_name", models.CharField(max_length=200)),
                (
                    "holder_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=motcua.kernel.folding.Folded("holder_name"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "return_method",
                    models.CharField(
                        choices=[("ONLINE", "ONLINE"), ("COUNTER", "COUNTER"), ("POST", "POST")], max_length=10
                    ),
                ),
                ("return_address", models.CharField(blank=True, max_length=300)),
                ("duration_amount", models.PositiveIntegerField(null=True)),
                ("duration_unit", models.CharField(blank=True, max_length=15)),
                ("fee_dong", models.PositiveBigIntegerField(null=True)),
                ("fee_paid_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField()),
                ("first_answer_due_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("first_due_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("reappointments", models.PositiveSmallIntegerField(default=0)),
                ("outcome", models.CharField(blank=True, max_length=10)),
                ("decision", models.JSONField(default=dict)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filer_account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forms.formdefinition",
                    ),
                ),
                (
                    "handling_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.agency"
                    ),
                ),
                (
                    "handling_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.processdefinition",
                    ),
                ),
                (
                    "receiving_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.procedureversion"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClockMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clock_marks", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DossierPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("is_public", models.BooleanField(default=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="dossiers.dossier"
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Rulebook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("key", models.SlugField()),
                ("name", models.CharField(max_length=300)),
                ("data", models.JSONField()),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    models.Value("[)"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="one_rulebook_at_a_time",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="dossier",
            name="rulebook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dossiers.rulebook"
            ),
        ),
        migrations.CreateModel(
            name="SupplementRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "stage",
                    models.CharField(choices=[("INTAKE", "INTAKE"), ("PROCESSING", "PROCESSING")], max_length=12),
                ),
                (
                    "policy",
                    models.CharField(
                        choices=[("RESTART", "RESTART"), ("PAUSE", "PAUSE"), ("NONE", "NONE")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "Đang chờ bổ sung"),
                            ("ANSWERED", "Đã bổ sung, chờ kiểm tra"),
                            ("CLOSED", "Đã kiểm tra"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("justification", models.TextField(blank=True)),
                ("requested_at", models.DateTimeField()),
                ("answer_due_on", models.DateField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="supplements", to="dossiers.dossier"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="SupplementItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component_key", models.CharField(blank=True, max_length=80)),
                ("what", models.TextField()),
                ("why", models.TextField()),
                ("answer", models.TextField(blank=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="dossiers.supplementrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DossierFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component_key", models.CharField(blank=True, max_length=80)),
                ("component_name", models.TextField(blank=True)),
                ("name", models.CharField(max_length=255)),
                ("added_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="dossiers.dossier"
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
                (
                    "supplement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="dossiers.supplementrequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrackingCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret_hash", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tracking_codes",
                        to="dossiers.dossier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("word", models.CharField(max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "NEW"),
                            ("ACCEPTED", "ACCEPTED"),
                            ("NOT_ACCEPTED", "NOT_ACCEPTED"),
                            ("IN_PROCESS", "IN_PROCESS"),
                            ("SUPPLEMENT", "SUPPLEMENT"),
                            ("PAYMENT", "PAYMENT"),
                            ("WITHDRAWN", "WITHDRAWN"),
                            ("STOPPED", "STOPPED"),
                            ("DONE", "DONE"),
                            ("RETURNED", "RETURNED"),
                        ],
                        max_length=15,
                    ),
                ),
                ("actor_name", models.CharField(max_length=200)),
                ("unit_name", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("values", models.JSONField(null=True)),
                ("is_public", models.BooleanField(default=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="history", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["dossier", "id"], name="history_dossier")],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("FILER", "FILER"), ("HOLDER", "HOLDER"), ("RECIPIENT", "RECIPIENT")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("id_number", models.CharField(blank=True, max_length=20)),
                ("born_on", models.DateField(null=True)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("authorisation", models.CharField(blank=True, max_length=200)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["id_number"], name="party_id_number"),
                    models.Index(
                        condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="party_phone"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("dossier", "role"), name="party_role_once")],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stars", models.PositiveSmallIntegerField()),
                ("comment", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rating", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="rating_1_to_5"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedComponent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("name", models.TextField()),
                ("originals", models.PositiveSmallIntegerField(default=0)),
                ("copies", models.PositiveSmallIntegerField(default=0)),
                ("is_electronic", models.BooleanField(default=False)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="components", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("dossier", "key"), name="component_once")],
            },
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["receiving_unit", "status", "first_answer_due_at", "id"], name="dossier_counter"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["handling_agency", "status", "due_at", "id"], name="dossier_agency"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["receiving_unit", "accepted_at", "id"], name="dossier_book"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["receiving_unit", "-id"], name="dossier_of_counter"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["handling_unit", "-id"], name="dossier_of_unit"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["handling_agency", "-id"], name="dossier_of_agency"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("status__in", ["ACCEPTED", "IN_PROCESS", "NEW", "PAYMENT", "SUPPLEMENT"])),
                fields=["handling_unit", "due_at", "id"],
                include=("status",),
                name="dossier_open_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("status__in", ["ACCEPTED", "IN_PROCESS", "NEW", "PAYMENT", "SUPPLEMENT"])),
                fields=["receiving_unit", "due_at", "id"],
                include=("status",),
                name="dossier_open_counter",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["filer_account", "-id"], name="dossier_of_filer"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("status__in", ["ACCEPTED", "IN_PROCESS"])),
                fields=["due_at", "id"],
                name="dossier_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["NEW", "NOT_ACCEPTED", "SUPPLEMENT", "WITHDRAWN"]),
                    models.Q(("accepted_at__isnull", False), ("code__isnull", False)),
                    _connector="OR",
                ),
                name="dossier_accepted_has_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "RETURNED"), _negated=True),
                    models.Q(("done_at__isnull", False), ("returned_at__isnull", False)),
                    _connector="OR",
                ),
                name="dossier_returned_was_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplementrequest",
            constraint=models.UniqueConstraint(fields=("dossier", "number"), name="supplement_number_once"),
        ),
        migrations.AddConstraint(
            model_name="supplementrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "CLOSED"), _negated=True), fields=("dossier",), name="supplement_one_open"
            ),
        ),
        *(trigger(table) for table in TABLES),
    ]
