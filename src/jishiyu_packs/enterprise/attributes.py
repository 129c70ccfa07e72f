"""What is known of an enterprise (一企一档), and how offices head the columns of their lists."""

from jishiyu.packs.sdk import Attribute
from jishiyu.packs.sdk import words as _
from jishiyu_packs.enterprise.sizes import size_class
from jishiyu_packs.enterprise.trades import TRADES

SIZES = {"micro": _("Micro"), "small": _("Small"), "medium": _("Medium"), "large": _("Large")}
ABOVE_SCALE = {
    "industry": _("Industry above scale"),
    "construction": _("Construction with a licence"),
    "trade": _("Trade above the limit"),
    "lodging": _("Lodging and catering above the limit"),
    "estate": _("Real estate development"),
    "services": _("Services above scale"),
}
SPECIALISED = {
    "innovative": _("Innovative small or medium enterprise"),
    "specialised": _("Specialised and new (province)"),
    "giant": _("Little giant (nation)"),
    "champion": _("Champion of one product"),
}
STATES = {
    "running": _("In business"),
    "paused": _("Out of business for now"),
    "cancelled": _("Cancelled"),
    "revoked": _("Licence revoked"),
    "moved": _("Moved away"),
}
OWNERSHIP = {
    "private": _("Private"),
    "state": _("State-owned"),
    "foreign": _("Foreign or of Hong Kong, Macao, Taiwan"),
    "collective": _("Collective or cooperative"),
    "household": _("Individual household of trade"),
}
PEOPLE = _("people")
ATTRIBUTES = (
    Attribute(
        code="enterprise.trade",
        name=_("Trade"),
        type="code",
        options=TRADES,
        tree=True,
        listed=True,
        headings=("行业代码", "所属行业", "行业类别", "国民经济行业", "行业", "行业门类", "行业大类"),
    ),
    Attribute(
        code="enterprise.size",
        name=_("Size class"),
        type="code",
        options=SIZES,
        listed=True,
        reckon=size_class,
        headings=("企业规模", "划型", "企业划型", "规模类型", "规模"),
    ),
    Attribute(
        code="enterprise.above_scale",
        name=_("Above scale"),
        type="code",
        options=ABOVE_SCALE,
        listed=True,
        headings=("四上类别", "四上企业", "四上", "是否四上", "四上类型", "是否规上"),
    ),
    Attribute(
        code="enterprise.above_scale_since",
        name=_("Above scale since"),
        type="day",
        headings=("入统时间", "入规时间", "升规时间", "纳统时间"),
    ),
    Attribute(
        code="enterprise.park",
        name=_("Park"),
        type="code",
        listed=True,
        headings=("所属园区", "园区", "产业园区", "所在园区"),
    ),
    Attribute(
        code="enterprise.chain",
        name=_("Industry chain"),
        type="code",
        over="chain",
        listed=True,
        headings=("产业链", "所属产业链", "重点产业链"),
    ),
    Attribute(
        code="enterprise.specialised",
        name=_("Specialised status"),
        type="code",
        options=SPECIALISED,
        until="enterprise.specialised_until",
        listed=True,
        headings=("专精特新", "专精特新级别", "专精特新等级", "专精特新企业"),
    ),
    Attribute(
        code="enterprise.specialised_until",
        name=_("Specialised until"),
        type="day",
        headings=("专精特新有效期", "专精特新有效期至", "专精特新到期"),
    ),
    Attribute(
        code="enterprise.high_tech",
        name=_("High-tech enterprise"),
        type="truth",
        until="enterprise.high_tech_until",
        listed=True,
        headings=("高新技术企业", "是否高企", "高企", "是否高新技术企业"),
    ),
    Attribute(
        code="enterprise.high_tech_until",
        name=_("High-tech until"),
        type="day",
        headings=("高企有效期", "高企有效期至", "高新技术企业有效期", "高企证书有效期"),
    ),
    Attribute(
        code="enterprise.employees",
        name=_("Employees"),
        type="number",
        unit=PEOPLE,
        headings=("从业人员", "从业人数", "职工人数", "员工人数", "用工人数"),
    ),
    Attribute(
        code="enterprise.insured",
        name=_("Insured employees"),
        type="number",
        unit=PEOPLE,
        headings=("参保人数", "社保人数"),
    ),
    Attribute(
        code="enterprise.revenue",
        name=_("Revenue of last year"),
        type="money",
        headings=("营业收入", "年营业收入", "主营业务收入", "上年营业收入", "年产值", "销售收入"),
    ),
    Attribute(
        code="enterprise.assets",
        name=_("Total assets"),
        type="money",
        headings=("资产总额", "资产总计", "总资产"),
    ),
    Attribute(
        code="enterprise.taxes",
        name=_("Taxes of last year"),
        type="money",
        headings=("纳税额", "上年纳税", "年纳税额", "税收", "纳税总额", "缴税金额"),
    ),
    Attribute(
        code="enterprise.research",
        name=_("Research costs of last year"),
        type="money",
        headings=("研发费用", "研发投入", "研发经费"),
    ),
    Attribute(
        code="enterprise.capital",
        name=_("Registered capital"),
        type="money",
        headings=("注册资本", "注册资金", "认缴资本"),
    ),
    Attribute(
        code="enterprise.founded",
        name=_("Founded on"),
        type="day",
        headings=("成立日期", "成立时间", "注册日期", "注册时间", "设立日期"),
    ),
    Attribute(
        code="enterprise.state",
        name=_("Registered state"),
        type="code",
        options=STATES,
        listed=True,
        headings=("登记状态", "经营状态", "企业状态", "存续状态"),
    ),
    Attribute(
        code="enterprise.ownership",
        name=_("Ownership"),
        type="code",
        options=OWNERSHIP,
        headings=("经济类型", "企业性质", "所有制", "企业类型"),
    ),
    Attribute(
        code="enterprise.address",
        name=_("Business address"),
        type="text",
        headings=("经营地址", "企业地址", "注册地址", "详细地址", "住所", "地址"),
    ),
    Attribute(
        code="enterprise.products",
        name=_("Main products"),
        type="text",
        headings=("主要产品", "主营产品", "主营业务", "经营范围"),
    ),
)
