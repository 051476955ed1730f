"""The library as a folder and as a ZIP: out and in again without a change, and hostile archives refused."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from documents import archives, services
from documents.models import TemplateVersion
from documents.source import SourceInvalid
from tests.documents.articles import SLUG, articles, small_files

FOLDER = Path(settings.BASE_DIR) / "documents" / "library" / SLUG


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**{f"small/{key}": value for key, value in small_files().items()}, **files}.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_zip__of_the_library__is_the_same_again_in_bytes_and_in_templates() -> None:
    written = archives.write_zip([articles()])
    (back,) = archives.read_zip(written)
    assert (back, back.checksum) == (articles(), articles().checksum)
    assert archives.write_zip([back]) == written


def link() -> bytes:
    out = io.BytesIO(zipped())
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("small/assets/key.pem")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/ssl/private/key.pem")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no ZIP"), (b"PK\x03\x04 nothing", "no ZIP"), (zipped()[:-60], "no ZIP"),
        (zipped(**{"../../etc/cron.d/x": b"x"}), "leads out"), (zipped(**{"/etc/passwd": b"x"}), "leads out"),
        (zipped(**{"small/..\\x": b"x"}), "leads out"), (link(), "a link"),
        (zipped(**{"small/assets/zero.png": b"\0" * 4_000_000}), "far too much"),
        (zipped(**{"small/assets/big.png": b"\0" * 6_000_000}), "far too much"),
        (zipped(**{"small/run.sh": b"rm -rf /"}), "no place"),
    ],
    ids=["empty", "noise", "cut off", "slip", "absolute", "backslash", "link", "bomb", "large", "unknown file"],
)  # fmt: skip
def test_zip__that_is_hostile__is_refused_with_the_reason(content: bytes, said: str) -> None:
    with pytest.raises(SourceInvalid, match=said):
        archives.read_zip(content)


def test_read_library__of_a_path_that_is_not_there__says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceInvalid, match="neither a folder nor a ZIP"):
        archives.read_library(tmp_path / "none")


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["out", "library.zip"])
def test_export__and_import_again__changes_nothing(
    library: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    call_command("export_templates", str(tmp_path / target))
    call_command("import_templates", str(tmp_path / target))
    told = capsys.readouterr().out
    assert f"1 template written to {tmp_path / target}." in told
    assert f"{SLUG}: unchanged, version 1" in told
    assert TemplateVersion.objects.count() == 1
    with pytest.raises(CommandError, match="no published template nothing"):
        call_command("export_templates", str(tmp_path / "other"), "--template", "nothing")


@pytest.mark.django_db
def test_import__dry_run__shows_what_changed_and_writes_nothing(
    library: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archives.write_folder([articles()], tmp_path)
    template = tmp_path / SLUG / "template.html"
    template.write_text(template.read_text().replace("KNOW ALL MEN BY THESE PRESENTS:", "KNOW ALL BY THESE PRESENTS:"))
    call_command("import_templates", str(tmp_path), "--dry-run")
    told = capsys.readouterr().out
    assert f"{SLUG}: would be new version, version 2" in told
    assert '    -<p class="opening">KNOW ALL MEN BY THESE PRESENTS:</p>' in told
    assert '    +<p class="opening">KNOW ALL BY THESE PRESENTS:</p>' in told
    assert TemplateVersion.objects.count() == 1
    services.library_import(actor=None, path=tmp_path)
    assert sorted(TemplateVersion.objects.values_list("number", flat=True)) == [1, 2]
