"""Five hundred mails while workers are killed and the servers restarted: none is lost, and what came twice says so."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.faults import storm

pytestmark = [pytest.mark.real_only, pytest.mark.timeout(180), pytest.mark.xdist_group("restarts")]
PLAN = storm.Plan(
    mails=500,
    workers=2,
    kills_after=(60, 180, 300, 400),
    redis_after=120,
    mariadb_after=240,
    seconds=80.0,
    thinking=0.02,
)


def test_mails_in_a_storm__all_arrive_and_each_duplicate_is_marked(tmp_path, transactional_db):
    out = storm.run(PLAN, tmp_path, like=connection.settings_dict)
    assert out.rows["mails"] == {"sent": PLAN.mails}, out.rows
    assert out.rows["jobs"] == {"succeeded": PLAN.mails}
    assert out.lost == []
    assert out.kills == len(PLAN.kills_after)
    assert sum(out.duplicates.values()) <= out.kills
    assert out.unmarked == []
    assert len(out.rows["possible_duplicates"]) <= out.kills
