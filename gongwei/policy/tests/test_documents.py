"""Documents and refs: every ref points to a clause that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwei.kernel.ref import Ref
from gongwei.policy.documents import load_library
from gongwei.policy.problems import PolicyError
from gongwei.policy.tests.cast import said


def test_our_documents_load_and_cite() -> None:
    library = load_library()
    assert library.complaint("national-spec-2017#7.高血压.二（三）") is None
    assert library.citation("huancui-2024#五（七）").endswith("（威环卫〔2024〕53号）五（七）")
    assert "首诊测压" in library.paraphrase("huancui-2024#五（七）")


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("absent#一", "未登记的文件 absent"),
        ("huancui-2024#九十九", "没有登记的条款 九十九"),
        ("huancui-2024", "文件编号#条款"),
    ],
)
def test_a_ref_that_does_not_resolve_is_explained(ref: str, words: str) -> None:
    complaint = load_library().complaint(ref)
    assert complaint is not None and words in complaint[0]


def test_a_ref_knows_its_parts() -> None:
    ref = Ref("huancui-2024#五（七）")
    assert (ref.document, ref.clause, str(ref)) == ("huancui-2024", "五（七）", "huancui-2024#五（七）")


@pytest.mark.parametrize("text", ["", "#一", "a#", "A#一", "a#b#c", "a b#一"])
def test_a_malformed_ref_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="文件编号#条款"):
        Ref(text)


def test_a_document_is_named_after_its_id_and_its_parents_are_known(tmp_path: Path) -> None:
    text = "id: b\ntitle: 乙\nissuers: []\ndate: null\nlevel: county\nstatus: issued\nparents: [z]\nclauses: {一: 甲}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        load_library(tmp_path)
    assert "id 应与文件名 a 相同" in said(error) and "上级文件 z 未登记" in said(error)


@pytest.mark.req("PLAN-01")
def test_the_plan_document_names_number_issuers_date_addressees_and_basis() -> None:
    document = load_library()["huancui-2024"]
    assert document.number == "威环卫〔2024〕53号"
    assert len(document.issuers) == 3 and "威海市环翠区残疾人联合会" in document.issuers
    assert str(document.date) == "2024-06-30"
    assert "区疾病预防控制中心" in document.addressees
    assert "shandong-2017" in document.parents
