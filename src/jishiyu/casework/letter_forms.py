"""The form of each letter until an office brings its own: made by code, so that no file of unclear origin ships."""

from functools import cache

from jishiyu.lib.paper import Paper


@cache
def urge() -> bytes:
    paper = Paper()
    paper.title("催办通知")
    paper.line("{{ 承办单位 }}：", flush=True)
    paper.line(
        "{{ 发文单位 }}于{{ 受理时间 }}受理的“{{ 诉求标题 }}”（工单编号：{{ 工单编号 }}，类别：{{ 诉求类别 }}"
        "{% if 所在地 %}，所在地：{{ 所在地 }}{% endif %}）{% if 派单时间 %}已于{{ 派单时间 }}派至你单位{% endif %}，"
        "办结时限为{{ 办结时限 }}，{{ 时限情况 }}。现第{{ 第几次催办 }}次催办。"
    )
    paper.line("{{ 催办意见 }}")
    paper.line("请及时办理，并将结果答复诉求人。")
    paper.signed("{{ 发文单位 }}", "{{ 发文日期 }}")
    return paper.content()


@cache
def supervise() -> bytes:
    paper = Paper()
    paper.title("督办函")
    paper.line("{{ 承办单位 }}：", flush=True)
    paper.line(
        "你单位承办的“{{ 诉求标题 }}”（工单编号：{{ 工单编号 }}），受理时间为{{ 受理时间 }}，办结时限为{{ 办结时限 }}，"
        "{{ 时限情况 }}，此前已催办{{ 已催办次数 }}次。现予督办。"
    )
    paper.head("一、诉求内容")
    paper.line("{{ 诉求内容 }}")
    paper.head("二、办理经过")
    paper.table(
        [
            ["时间", "事项", "经办"],
            ["{%tr for 步 in 办理经过 %}", "", ""],
            ["{{ 步.时间 }}", "{{ 步.事项 }}", "{{ 步.经办 }}"],
            ["{%tr endfor %}", "", ""],
        ]
    )
    paper.head("三、督办意见")
    paper.line("{{ 督办意见 }}")
    paper.signed("{{ 发文单位 }}", "{{ 发文日期 }}")
    return paper.content()


@cache
def minutes() -> bytes:
    paper = Paper()
    paper.title("会商纪要")
    paper.line("会议名称：{{ 会议名称 }}", flush=True)
    paper.line("会议时间：{{ 会议时间 }}", flush=True)
    paper.line("会议地点：{{ 会议地点 }}", flush=True)
    paper.line("主 持 人：{{ 主持人 }}", flush=True)
    paper.head("一、参会单位")
    paper.table(
        [
            ["单位", "参会人", "到会情况"],
            ["{%tr for 方 in 参会单位 %}", "", ""],
            ["{{ 方.单位 }}", "{{ 方.参会人 }}", "{{ 方.到会情况 }}"],
            ["{%tr endfor %}", "", ""],
        ]
    )
    paper.head("二、议题与议定意见")
    paper.tag("{%p for 项 in 议题 %}")
    paper.line("{{ loop.index }}.{{ 项.诉求标题 }}（{{ 项.工单编号 }}）")
    paper.line("争议问题：{{ 项.争议问题 }}")
    paper.line("议定意见：{{ 项.议定意见 }}")
    paper.tag("{%p endfor %}")
    paper.head("三、任务分工")
    paper.table(
        [
            ["承办单位", "职责", "工单编号", "办结时限"],
            ["{%tr for 项 in 任务分工 %}", "", "", ""],
            ["{{ 项.承办单位 }}", "{{ 项.职责 }}", "{{ 项.工单编号 }}", "{{ 项.办结时限 }}"],
            ["{%tr endfor %}", "", "", ""],
        ]
    )
    paper.head("四、会议纪要")
    paper.line("{{ 会议纪要 }}")
    paper.signed("{{ 发文单位 }}", "{{ 发文日期 }}")
    return paper.content()


@cache
def answer() -> bytes:
    paper = Paper()
    paper.title("诉求办理答复书")
    paper.line("{{ 诉求人 }}：", flush=True)
    paper.line(
        "您于{{ 受理时间 }}反映的“{{ 诉求标题 }}”（工单编号：{{ 工单编号 }}），由{{ 承办单位 }}办理。现答复如下："
    )
    paper.line("{{ 答复内容 }}")
    paper.line("如对答复有异议，您可凭工单编号向我们反映，我们将安排其他人员核实。感谢您的理解和支持。")
    paper.signed("{{ 发文单位 }}", "{{ 发文日期 }}")
    return paper.content()


@cache
def extension() -> bytes:
    paper = Paper()
    paper.title("延期办理告知书")
    paper.line("{{ 诉求人 }}：", flush=True)
    paper.line(
        "您于{{ 受理时间 }}反映的“{{ 诉求标题 }}”（工单编号：{{ 工单编号 }}），由{{ 承办单位 }}办理，"
        "原办结时限为{{ 原办结时限 }}。因以下原因需要更多时间：{{ 延期原因 }}"
    )
    paper.line("经审核，办结时限延至{{ 新办结时限 }}。")
    paper.line("原办结时限和新办结时限均记录在案。由此给您带来的不便，敬请谅解。")
    paper.signed("{{ 发文单位 }}", "{{ 发文日期 }}")
    return paper.content()


@cache
def ruling() -> bytes:
    paper = Paper()
    paper.title("退单裁决书")
    paper.line("{{ 退单单位 }}：", flush=True)
    paper.line(
        "“{{ 诉求标题 }}”（工单编号：{{ 工单编号 }}）于{{ 派单时间 }}派至你单位，"
        "你单位于{{ 退单时间 }}以“{{ 退单理由 }}”为由退单"
        "{% if 建议承办单位 %}，建议由{{ 建议承办单位 }}办理{% endif %}。"
    )
    paper.head("一、退单依据")
    paper.line("{{ 退单依据 }}")
    paper.head("二、裁决结果")
    paper.line("{{ 裁决结果 }}。{{ 裁决意见 }}")
    paper.line("本裁决于{{ 裁决时间 }}作出，为最终裁决。裁决期间诉求人的办理时限不停止计算。")
    paper.signed("{{ 发文单位 }}", "{{ 发文日期 }}")
    return paper.content()
