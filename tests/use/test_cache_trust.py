"""What of a cache file is believed: that it is of these very files, and that it is the user's own."""

from __future__ import annotations

import marshal
import os
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from policy_rules import cache, load_ruleset
from policy_rules.cache import seal
from policy_rules.cli import main
from policy_rules.ruleset.new import new_ruleset

stamp = sys.modules["policy_rules.cache.stamp"]
FILE = "regulation/1-opening.yaml"
needs_owners = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes are POSIX's")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    monkeypatch.delenv("POLICY_RULES_CACHE", raising=False)
    return tmp_path / "kept" / "policy_rules"


@pytest.fixture
def town(tmp_path, kept):
    """A small ruleset that was loaded, and so kept."""
    new_ruleset(tmp_path / "town")
    load_ruleset(tmp_path / "town")
    return tmp_path / "town"


def title(root):
    return load_ruleset(root).model.clauses[0].title


def same_length(file):
    """The text of a file with another title of the same length."""
    text = file.read_text("utf-8")
    other = text.replace("title: O", "title: U", 1)
    assert other != text
    return other


def times_of(file):
    status = file.stat()
    return status.st_atime_ns, status.st_mtime_ns


# -- the stamp ---------------------------------------------------------------------------------------


def written_over(file):
    times = times_of(file)
    file.write_text(same_length(file), "utf-8")
    os.utime(file, ns=times)


def put_in_its_place(file):
    """Another file, which had lain there with the same size and time, by the name of the first."""
    other = file.with_suffix(".other")
    other.write_text(same_length(file), "utf-8")
    os.utime(other, ns=times_of(file))
    other.replace(file)


@pytest.mark.parametrize("change", [written_over, put_in_its_place])
@pytest.mark.parametrize("long_ago", [True, False], ids=["settled", "young"])
def test_a_change_that_keeps_size_and_time_is_seen(town, monkeypatch, change, long_ago):
    if long_ago:  # the stamp alone decides
        monkeypatch.setattr(stamp, "SETTLED", -(10**18))
    before = title(town)
    change(town / FILE)
    assert title(town) != before


def test_what_has_long_lain_untouched_is_not_read_again(town, monkeypatch):
    monkeypatch.setattr(stamp, "digest_of", lambda _: "not the digest")
    assert cache.recall(town) is None
    monkeypatch.setattr(stamp, "SETTLED", -(10**18))
    assert cache.recall(town) is not None


def test_where_no_time_tells_of_every_change_the_bytes_decide(town, monkeypatch):
    monkeypatch.setattr(stamp, "SETTLED", -(10**18))
    monkeypatch.setattr(stamp, "TELLS_CHANGES", False)
    monkeypatch.setattr(stamp, "digest_of", lambda _: "not the digest")
    assert cache.recall(town) is None


def test_what_was_young_when_reading_began_is_not_trusted_however_long_reading_took(town):
    seen = cache.stamp(town)
    assert not seen.settled
    later = stamp.Stamp(seen.files, seen.taken + 2 * stamp.SETTLED)
    assert later.settled
    assert later == seen


def test_what_was_young_is_hashed_once_and_then_known_by_its_times(town, monkeypatch):
    seen = cache.stamp(town)
    newest = max(max(file[2:4]) for file in seen.files)
    monkeypatch.setattr(stamp, "SETTLED", seen.taken - newest)  # young when it was kept, and no more
    assert cache.recall(town) is not None
    monkeypatch.setattr(stamp, "digest_of", lambda _: "not the digest")
    found = cache.recall(town)
    assert found is not None
    model, program = found
    assert list(model.rules) == [rule.id for rule in program.rules]
    assert all(rule.examples for rule in model.rules.values())


# -- the user's own ----------------------------------------------------------------------------------


def others_write_the_folder(kept):
    kept.chmod(0o777)


def a_group_writes_the_folder(kept):
    kept.chmod(0o770)


def others_write_the_file(kept):
    next(kept.glob("*.ruleset")).chmod(0o646)


def others_read_the_key(kept):
    (kept / "key").chmod(0o644)


def another_key(kept):
    (kept / "key").write_bytes(bytes(32))


def a_cut_key(kept):
    (kept / "key").write_bytes(b"short")


def a_link_to_a_file(kept):
    file = next(kept.glob("*.ruleset"))
    file.rename(kept / "elsewhere")
    file.symlink_to(kept / "elsewhere")


def a_pipe(kept):
    file = next(kept.glob("*.ruleset"))
    file.unlink()
    os.mkfifo(file)


def sealed_without_the_key(kept):
    """As whoever knows the library, but not the key, would write it."""
    file = next(kept.glob("*.ruleset"))
    body = file.read_bytes()[64:]
    file.write_bytes(seal.library() + sha256(body).digest() + body)


@needs_owners
@pytest.mark.parametrize(
    "spoil",
    [
        *(others_write_the_folder, a_group_writes_the_folder, others_write_the_file, others_read_the_key),
        *(another_key, a_cut_key, a_link_to_a_file, a_pipe, sealed_without_the_key),
    ],
)
def test_what_is_not_surely_the_users_is_not_believed(town, kept, spoil):
    told = title(town)
    assert cache.recall(town) is not None
    spoil(kept)
    assert cache.recall(town) is None
    assert title(town) == told


@needs_owners
@pytest.mark.parametrize("whose", ["folder", "key", "file"])
def test_another_users_folder_key_or_file_is_not_believed(town, kept, monkeypatch, whose):
    paths = {"folder": kept, "key": kept / "key", "file": next(kept.glob("*.ruleset"))}
    status = paths[whose].stat()
    own = seal._own
    monkeypatch.setattr(seal, "_own", lambda s: s.st_ino != status.st_ino and own(s))
    assert cache.recall(town) is None


@needs_owners
def test_the_owner_is_the_user_or_the_administrator(town, kept, monkeypatch):
    status = kept.stat()
    assert seal._own(status)
    monkeypatch.setattr(os, "geteuid", lambda: status.st_uid + 1)
    assert seal._own(status) == (status.st_uid == 0)


def test_a_cache_file_is_good_for_its_own_name_alone(town, kept, tmp_path):
    shutil.copytree(town, tmp_path / "city")
    load_ruleset(tmp_path / "city")
    one, other = kept.glob("*.ruleset")
    one.write_bytes(other.read_bytes())
    assert [cache.recall(tmp_path / name) is None for name in ("town", "city")].count(True) == 1


@needs_owners
def test_a_folder_that_is_not_used_is_not_written_to_and_check_says_why(town, kept, capsys):
    shutil.rmtree(kept)
    kept.mkdir()
    kept.chmod(0o777)
    assert main(["check", str(town)]) == 0
    assert list(kept.iterdir()) == []
    assert f"the cache folder {kept} is not used: others can write to it" in capsys.readouterr().out
    kept.chmod(0o700)
    assert main(["check", str(town)]) == 0
    assert "cache" not in capsys.readouterr().out


@needs_owners
def test_what_is_written_is_for_the_user_alone(town, kept):
    assert kept.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in kept.iterdir()} == {0o600}


ODD_BODIES = [
    *(None, 1, (), [], {}, ((), ()), (("a", 1, "", ""), [], b"", {})),
    ((((),), 0, "", ""), [(10**6, 0)], b"", {}),
    ((((),), 0, "", ""), [(4, 1, 0)], b"", {}),
]


@pytest.mark.parametrize("body", ODD_BODIES, ids=repr)
@pytest.mark.parametrize("ending", ["ruleset", "trees"])
def test_an_odd_body_under_a_good_seal_is_passed_over(town, kept, body, ending):
    file = next(kept.glob("*.ruleset")).with_suffix(f".{ending}")
    seal.seal(file, marshal.dumps(body))
    assert not load_ruleset(town).sheets
    assert title(town)


def test_nothing_of_the_library_writes_files_but_here():
    """Every file is written beside its place and renamed: no other module opens one to write."""
    root = Path(cache.__file__).parents[1]
    writers = (".write_text(", ".write_bytes(", "mkstemp(", '.open("', "os.open(")
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if any(word in line for word in writers) and "def " not in line
    }
    assert found == {
        "cache/seal.py",
        "cli/output.py",
        "whole_files.py",
        "report/printable/pdf.py",
    }  # reads; devnull; a folder of its own that is gone with the call
