"""The radar of the staff: every agreement there is."""

from django.utils.decorators import method_decorator

from alliances.radar.views import RadarFile, RadarPage
from observatori.curation.pages.queue import tabs
from observatori.curation.rooms import staff_page


@method_decorator(staff_page, name="dispatch")
class StaffRadar(RadarPage):
    """What ends in the next months, whoever’s it is."""

    template_name = "curation/radar.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"tabs": tabs("radar")}


@staff_page
def radar_file(request):
    """The same, to be opened with a spreadsheet."""
    radar = RadarFile()
    radar.request = request
    return radar.answer()
