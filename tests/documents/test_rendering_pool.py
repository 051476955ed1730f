"""The renderers: the same bytes as here, within limits of time and memory, and gone when their parent is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from core.errors import ServiceUnavailable
from documents import rendering
from documents.rendering.pdf import render_pdf as render_here
from documents.rendering.pool import Limits, RenderPool
from documents.rendering.renderer import Renderer
from documents.source import read_folder
from tests.documents.articles import LIBRARY, articles, sample, small

OPTIONS = rendering.RenderOptions()
TEMPLATES = ("billing-statement", "demand-letter", "nominee-consent-opc")  # test_same_bytes.py tries all, in two
NAME = "<p>{{ data.name }}</p>"
CELLS = "{% for a in range(900) %}<tr>{% for b in range(100) %}<td>{{ a }}</td>{% endfor %}</tr>{% endfor %}"
TABLE = f"{NAME}<table>{CELLS}</table>"  # minutes, and more than a gigabyte
DEEP = NAME + "<div><span>{% for a in range(1000) %}<div><b>{% endfor %}x"


def limited(**limits) -> RenderPool:
    return RenderPool(Limits(**{"workers": 1, "seconds": 60, "memory_mb": 1024, **limits}))


@pytest.fixture(scope="module")
def pair():
    """Two renderers with a short limit of time, which the tests share: each leaves them in working order.

    None is replaced for having done its share: some tests tell by the process ids who was ended.
    """
    pool = limited(workers=2, seconds=8, memory_mb=4096, renders_per_worker=100_000)
    yield pool
    pool.close()


def made(pool: RenderPool, name: str = "Sinta", body: str = NAME) -> rendering.RenderedPdf:
    return pool.render_pdf(small(body), {"name": name}, {}, OPTIONS)


def wait_until(holds, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("slug", TEMPLATES)
def test_render_pdf__by_a_renderer__gives_the_same_bytes_as_here(pair, slug):
    source = read_folder(LIBRARY / slug)
    texts, _ = rendering.draft_clauses(source, source.sample, locale="en", tone="formal")
    for options in (OPTIONS, rendering.RenderOptions("pdf/ua-1", "DRAFT", "Folio")):
        assert pair.render_pdf(source, source.sample, texts, options) == render_here(
            source, source.sample, texts, options
        )


def test_render_pdf__of_the_room__is_made_beside_this_process(pair):
    texts, _ = rendering.draft_clauses(articles(), sample())
    pdf = rendering.render_pdf(articles(), sample(corporateName="ñ \ud800 😀 \x00 Inc."), texts, OPTIONS)
    assert pdf == render_here(articles(), sample(corporateName="ñ \ud800 😀 \x00 Inc."), texts, OPTIONS)
    children = [" ".join(one.cmdline()) for one in psutil.Process().children()]
    assert [one for one in children if "documents.rendering.worker" in one]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (f"{NAME}<img src='file:///etc/passwd' alt=x>", rendering.TemplateUnsafe),
        (f"{NAME}{{{{ data.absent }}}}", rendering.RenderFailed),
        (f"{NAME}{{% for a in range(2000) %}}{{% endfor %}}", rendering.RenderFailed),
    ],
)
def test_render_pdf__that_fails__says_the_same_as_here(pair, body, error):
    with pytest.raises(error) as here:
        render_here(small(body), {"name": "x"}, {}, OPTIONS)
    before = pair.pids()
    with pytest.raises(error) as there:
        made(pair, body=body)
    assert (type(there.value), there.value.detail) == (type(here.value), here.value.detail)
    assert set(before) <= set(pair.pids())  # a template's fault costs no renderer


def test_render_pdf__by_many_threads__gives_each_its_own(pair):
    names = [f"Caller {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        pdfs = list(threads.map(lambda name: made(pair, name), names))
    assert [one.checksum for one in pdfs] == [
        render_here(small(), {"name": name}, {}, OPTIONS).checksum for name in names
    ]
    assert len(pair.pids()) == 2


def test_render_pdf__beyond_the_time__is_ended_alone_while_another_goes_on(pair):
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda name: made(pair, name), "ab"))  # both are there
        before = set(pair.pids())
        slow = threads.submit(made, pair, body=TABLE)
        others = 0
        while not slow.done():
            assert made(pair, "other").pages == 1
            others += 1
    with pytest.raises(rendering.RenderLimitExceeded, match="longer than 8 seconds.*RENDER_TIMEOUT_SECONDS") as told:
        slow.result()
    assert others >= 1
    assert (told.value.status, told.value.retryable, told.value.extra) == (422, False, {"limit": "time"})
    assert len(before & set(pair.pids())) == 1
    assert made(pair, "after").pages == 1


def test_render_and_publish__of_a_huge_table__end_at_the_memory_and_this_process_grows_by_little():
    pool = limited(memory_mb=112)
    before = psutil.Process().memory_info().rss
    try:
        with pytest.raises(rendering.RenderLimitExceeded, match="more than 112 MB of memory.*RENDER_MEMORY_MB") as told:
            made(pool, body=TABLE)
        pids = pool.pids()
        faults = pool.publish_checks(small(TABLE))
        assert pool.pids() != pids
    finally:
        pool.close()
    assert psutil.Process().memory_info().rss - before < 20_000_000
    assert told.value.extra == {"limit": "memory"}
    assert [(fault.pointer, fault.code) for fault in faults] == [("/template.html", "sample-fails")]
    assert "RENDER_MEMORY_MB" in faults[0].detail


def test_render_pdf__of_what_is_nested_too_deeply__fails_and_this_process_grows_by_little(pair):
    before = psutil.Process().memory_info().rss
    with pytest.raises(rendering.RenderFailed) as told:
        made(pair, body=DEEP)
    assert told.value.detail == "The document is nested too deeply to be laid out."
    assert psutil.Process().memory_info().rss - before < 20_000_000


def test_render_pdf__when_its_renderer_was_killed__is_made_by_a_fresh_one(pair):
    made(pair)
    for pid in pair.pids():
        os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda pid=pid: is_gone(pid))
    dead = set(pair.pids())
    assert made(pair, "again").pages == 1
    assert set(pair.pids()) - dead


def test_render_pdf__that_kills_every_renderer__fails_after_the_second(pair, monkeypatch):
    asked = []

    def dies(renderer):
        asked.append(renderer.process.pid)
        os.kill(renderer.process.pid, signal.SIGSEGV)

    with monkeypatch.context() as patched:
        patched.setattr(Renderer, "_watch", dies)
        with pytest.raises(rendering.RenderFailed, match="broke down over this document, twice") as told:
            made(pair)
    assert type(told.value) is rendering.RenderFailed
    assert len(set(asked)) == 2
    assert made(pair).pages == 1
    assert all(is_gone(pid) for pid in asked)


def test_renderer__after_its_share_of_documents__hands_over_to_an_heir():
    pool = limited(renders_per_worker=2)
    try:
        made(pool)
        (first,) = pool.pids()
        assert wait_until(lambda: made(pool).pages == 1 and first not in pool.pids())
        assert len(pool.pids()) <= 2
        assert is_gone(first)
    finally:
        pool.close()


def test_take__when_all_are_busy__is_told_to_come_back():
    pool = limited(seconds=0.1)
    pool._take()
    with pytest.raises(ServiceUnavailable, match="All renderers are busy") as told:
        made(pool)
    assert (told.value.retry_after, told.value.retryable) == (10, True)
    pool.close()
    assert pool.pids() == []


def started(code: str) -> subprocess.Popen[str]:
    lead = "from tests.documents.test_rendering_pool import *\n"
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.settings"}
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", lead + code], cwd=root, env=environment, stdout=subprocess.PIPE, text=True
    )


def test_renderers__of_a_killed_parent__end_in_the_middle_of_their_work():
    parent = started(
        "pool = limited(workers=2)\n"
        "made(pool)\n"
        "with ThreadPoolExecutor(2) as threads:\n"
        "    slow = threads.submit(made, pool, body=TABLE)\n"
        "    made(pool)\n"
        "    print(*pool.pids(), flush=True)\n"
    )
    with parent:
        pids = [int(one) for one in parent.stdout.readline().split()]
        assert len(pids) == 2
        assert not any(is_gone(pid) for pid in pids)
        parent.kill()
    assert wait_until(lambda: all(is_gone(pid) for pid in pids))


def test_renderers__across_a_fork__stay_with_their_process():
    parent = started(
        "import multiprocessing\n"
        "def child():\n"  # as Celery's workers are: forked, daemonic, ended without atexit
        "    print('child', made(pool_of()).pages, *pool_of().pids(), flush=True)\n"
        "    os._exit(0)\n"
        "from documents.rendering.pool import shared as pool_of\n"
        "made(pool_of())\n"
        "process = multiprocessing.get_context('fork').Process(target=child, daemon=True)\n"
        "process.start(); process.join()\n"
        "print('parent', made(pool_of()).pages, *pool_of().pids(), flush=True)\n"
    )
    with parent:
        child = parent.stdout.readline().split()
        own = parent.stdout.readline().split()
        assert parent.wait(30) == 0
    assert (child[:2], own[:2]) == (["child", "1"], ["parent", "1"])
    assert not set(child[2:]) & set(own[2:])
    assert wait_until(lambda: all(is_gone(int(pid)) for pid in child[2:] + own[2:]))
