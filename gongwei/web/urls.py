"""The staff pages' addresses: each module of pages lists its own, gathered here."""

from __future__ import annotations

from gongwei.web.activities import owed as work_owed
from gongwei.web.activities import papers as work_papers
from gongwei.web.activities import record as work_record
from gongwei.web.activities import undoing as work_undoing
from gongwei.web.appraisal import checking as appraisal_checking
from gongwei.web.appraisal import following as appraisal_following
from gongwei.web.appraisal import home as appraisal_home
from gongwei.web.appraisal import inspection as appraisal_inspection
from gongwei.web.appraisal import levels as appraisal_levels
from gongwei.web.appraisal import round as appraisal_round
from gongwei.web.appraisal import scores as appraisal_scores
from gongwei.web.appraisal import surveys as appraisal_surveys
from gongwei.web.appraisal import upper as appraisal_upper
from gongwei.web.chronic import both as chronic_both
from gongwei.web.chronic import grading as chronic_grading
from gongwei.web.chronic import pathway as chronic_pathway
from gongwei.web.chronic import three_highs as chronic_three_highs
from gongwei.web.chronic import tiers as chronic_tiers
from gongwei.web.exchange import messages
from gongwei.web.exchange import pages as exchange
from gongwei.web.figures import indicators, missing, plan
from gongwei.web.frame import places
from gongwei.web.funds import board as funds_board
from gongwei.web.funds import calendar as funds_calendar
from gongwei.web.funds import compensation as funds_compensation
from gongwei.web.funds import cosigning as funds_cosigning
from gongwei.web.funds import crossing as funds_crossing
from gongwei.web.funds import inspections as funds_inspections
from gongwei.web.funds import orders as funds_orders
from gongwei.web.funds import purposes as funds_purposes
from gongwei.web.funds import quarter as funds_quarter
from gongwei.web.funds import shares as funds_shares
from gongwei.web.funds import trying as funds_trying
from gongwei.web.funds import wages as funds_wages
from gongwei.web.funds import year_end as funds_year_end
from gongwei.web.office import account, institutions, looks, releases, staff, utilisation
from gongwei.web.organisation import chiefs as organisation_chiefs
from gongwei.web.organisation import contacts as organisation_contacts
from gongwei.web.organisation import desk as organisation_desk
from gongwei.web.organisation import directory as organisation_directory
from gongwei.web.organisation import grids as organisation_grids
from gongwei.web.organisation import hospitals as organisation_hospitals
from gongwei.web.organisation import matters as organisation_matters
from gongwei.web.organisation import posts as organisation_posts
from gongwei.web.organisation import training as organisation_training
from gongwei.web.person import (
    card,
    closing,
    consent,
    edit,
    history,
    household,
    merge,
    moving,
    register,
    resident,
    residents,
    review,
    search,
    timeline,
    transfer,
)
from gongwei.web.planning import amending as planning_amending
from gongwei.web.planning import catalogue as planning_catalogue
from gongwei.web.planning import drafts as planning_drafts
from gongwei.web.planning import duties as planning_duties
from gongwei.web.planning import evidence as planning_evidence
from gongwei.web.planning import goals as planning_goals
from gongwei.web.planning import items as planning_items
from gongwei.web.planning import pace as planning_pace
from gongwei.web.planning import papers as planning_papers
from gongwei.web.planning import sheets as planning_sheets
from gongwei.web.planning import split as planning_split
from gongwei.web.planning import works as planning_works
from gongwei.web.registers import pages as registers
from gongwei.web.registers import returning as registers_returning
from gongwei.web.reporting import pilots as reporting_pilots
from gongwei.web.reporting import reports as reporting_reports
from gongwei.web.reporting import statement as reporting_statement
from gongwei.web.visit import exam_papers, files, papers, record, undoing
from gongwei.web.worklist import due, exam_day, findings, home, lost, referrals, screening

app_name = "web"
PAGES = (
    account, home, due, lost, exam_day, exam_papers, screening, referrals, findings, indicators, missing,
    places, plan, search, resident, record, undoing, papers, files, residents, register, edit, history,
    household, consent, closing, transfer, moving, merge, review, card, timeline, institutions,
    staff, looks, utilisation, releases, registers, registers_returning,
    appraisal_home, appraisal_round, appraisal_inspection, appraisal_checking, appraisal_following, appraisal_scores,
    appraisal_surveys, appraisal_levels, appraisal_upper,
    planning_amending, planning_catalogue, planning_duties, planning_papers, planning_works,
    planning_evidence, planning_goals,
    planning_drafts, planning_items, planning_pace, planning_sheets, planning_split,
    reporting_pilots, reporting_reports, reporting_statement,
    funds_board, funds_calendar, funds_compensation, funds_cosigning, funds_crossing, funds_inspections,
    funds_orders, funds_purposes, funds_quarter, funds_shares, funds_trying, funds_wages, funds_year_end,
    organisation_desk, organisation_hospitals, organisation_matters, organisation_directory, organisation_posts,
    organisation_contacts, organisation_training, organisation_grids, organisation_chiefs,
    work_owed, work_record, work_undoing, work_papers,
    chronic_both,
    chronic_grading,
    chronic_pathway,
    chronic_three_highs,
    chronic_tiers,
    exchange,
    messages,
)  # fmt: skip
urlpatterns = [pattern for module in PAGES for pattern in module.urlpatterns]
