from django.urls import path

from jishiyu.console.views import case, cases, channels, desk, figures, home, imports, running, sign_in, task, works

app_name = "console"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("ticket/", home.ticket, name="ticket"),
    path("notices/", home.notices_page, name="notices"),
    path("channels/", channels.channels, name="channels"),
    path("channels/<int:channel_id>/end/", channels.channel_end, name="channel_end"),
    path("warnings/", home.warnings, name="warnings"),
    path("tasks/", home.tasks, name="tasks"),
    path("tasks/<int:task_id>/", task.task, name="task"),
    path("tasks/<int:task_id>/<slug:act>/", task.task_act, name="task_act"),
    path("desk/", desk.desk, name="desk"),
    path("desk/stream/", desk.desk_stream, name="desk_stream"),
    path("desk/waiting/", desk.desk_waiting, name="desk_waiting"),
    path("leads/<int:lead_id>/open/", desk.lead_open, name="lead_open"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/dispatch/", case.case_dispatch, name="case_dispatch"),
    path("cases/<str:number>/close/", case.case_close, name="case_close"),
    path("cases/<str:number>/ask/", case.case_ask, name="case_ask"),
    path("cases/<str:number>/confirm/", case.case_confirm, name="case_confirm"),
    path("cases/<str:number>/contact/", case.case_contact, name="case_contact"),
    path("photos/<int:proof_id>/", case.photo, name="photo"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:run_id>/rejected/", imports.import_rejected, name="import_rejected"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:code>/", figures.figure, name="figure"),
    path("works/", works.works, name="works"),
    path("works/list/", works.works_list, name="works_list"),
    path("works/<int:work_id>/file/", works.work_file, name="work_file"),
    path("calendar/", running.calendar, name="calendar"),
    path("health/", running.health, name="health"),
]
