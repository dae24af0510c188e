"""One closed month through the simulator: five pools, income, a composite key and an overhead (HND-02)."""

from tests.charging.simulations import outputs, rows

HND_02 = rows("""
    .               A           B            C            D           E           F
    tickets         1204        1655         1721         498         1377        1602
    desk            22148.61    30445.13     31659.26     9161.13     25331.09    29470.15
    processed       92          131          140          41          118         127
    accounts        3328.44     4739.42      5065.02      1483.33     4269.09     4594.70
    users           1420        1985         2040         705         1550        1800
    stored GB       8120.5      12004.25     11870        3310.75     10455.5     14239
    hosting         37811.10    53999.65     54677.60     17508.88    44062.22    54844.66
    vacancies       61          88           73           22          140         116
    recruitment     4261.12     6147.20      5099.38      1536.80     9779.63     8103.12
    subtotal        67549.27    95331.40     96501.26     29690.14    83442.03    97012.63
    overhead        7912.67     11167.05     11304.08     3477.88     9774.34     11363.98
    total           75461.94    106498.45    107805.34    33168.02    93216.37    108376.61
""")
POOLS = [
    {"code": "overhead", "cost": "55000.00", "second_stage": True},  # named first and still shared last
    {"code": "desk", "cost": "148215.37", "driver": "tickets resolved", "weights": HND_02["tickets"]},
    {"code": "accounts", "cost": "23480.00", "driver": "accounts processed", "weights": HND_02["processed"]},
    {
        "code": "hosting",
        "cost": "262904.11",
        "composite": [
            {"driver": "end users", "percent": 60, "weights": HND_02["users"]},
            {"driver": "stored GB", "percent": 40, "weights": HND_02["stored GB"]},
        ],
    },
    {
        "code": "recruitment",
        "cost": "41377.25",
        "third_party_income": "6450.00",
        "driver": "vacancies published",
        "weights": HND_02["vacancies"],
    },
]


def test_every_row_and_every_column_adds_up_hnd_02():
    assert outputs("multi_pool_period", period="2026-09", pools=POOLS) == {
        "period": "2026-09",
        "pool_shares": {pool: HND_02[pool] for pool in ("accounts", "desk", "hosting", "overhead", "recruitment")},
        "direct_subtotal": HND_02["subtotal"],
        "partner_totals": HND_02["total"],
        "gross_cost": "530976.73",
        "third_party_income": "6450.00",
        "net_cost": "524526.73",
        "unallocated": {},
        "period_can_close": True,
    }


def test_the_order_of_pools_and_members_is_nothing():
    turned = [{key: pool[key] for key in reversed(pool)} for pool in reversed(POOLS)]

    there, back = (outputs("multi_pool_period", period="2026-09", pools=pools) for pools in (POOLS, turned))

    assert there == back
