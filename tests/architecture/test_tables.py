"""import-linter does not see foreign keys named by strings, nor how migrations are named; this does."""

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import ForeignObject, ManyToManyField

from motcua.kernel.floors import floors


def room_of(model):
    return model.__module__.split(".")[1] if model.__module__.startswith("motcua.") else None


def test_relations_point_downward_and_leave_no_way_back():
    order = {room: level for level, floor in enumerate(floors()) for room in floor}
    errors = []
    for model in apps.get_models(include_auto_created=True):
        room = room_of(model)
        if room is None:
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignObject | ManyToManyField):
                continue
            target = room_of(field.related_model)
            if target is None or target == room:
                continue
            if order[target] >= order[room]:
                errors.append(f"{model.__name__}.{field.name}: {room} may not point to {target}")
            if not field.remote_field.hidden:
                errors.append(f'{model.__name__}.{field.name}: set related_name="+", {target} must not see {room}')
    assert errors == []


def test_migrations_are_named_and_have_one_leaf():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = [key for key in loader.disk_migrations if (loader.disk_migrations[key].__module__).startswith("motcua.")]
    assert [name for _room, name in ours if "auto" in name] == []
    leaves = [key[0] for key in loader.graph.leaf_nodes()]
    assert sorted({room for room in leaves if leaves.count(room) > 1}) == []
