"""Background work of alliances: Celery only wakes; what there is to do stands in the database."""

from celery import shared_task

from alliances.completeness.figures import keep_fresh
from alliances.radar.keeping import keep_all_milestones


@shared_task
def sweep_radar():
    """Each night: the periods renewed tacitly go on, and whatever changed by other ways is set right."""
    keep_all_milestones()


@shared_task
def sweep_semafor():
    """Each minute: the figures of all agreements are counted again, where it is time."""
    keep_fresh()
