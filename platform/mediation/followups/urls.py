from django.urls import path

from mediation.followups.views import feedback, visits

urlpatterns = [
    path("desk/followups/", visits.due_list, name="followups"),
    path("desk/followups/<uuid:visit_id>/", visits.visit, name="followup"),
    path("desk/followups/<uuid:visit_id>/rectified/", visits.rectify, name="followup_rectify"),
    path("desk/followups/<uuid:visit_id>/time/", visits.agree_time, name="followup_time"),
    path("desk/followups/<uuid:visit_id>/items/", visits.add_item, name="rectification_add"),
    path("desk/followups/items/<uuid:item_id>/done/", visits.item_done, name="rectification_done"),
    path("desk/feedback/", feedback.overview, name="feedback_overview"),
    path("desk/feedback/<uuid:feedback_id>/", feedback.read, name="feedback_read"),
    path("desk/feedback/<uuid:feedback_id>/record/", feedback.record, name="feedback_record"),
    path("c/feedback/<uuid:feedback_id>/", feedback.answer, name="feedback_answer"),
]
