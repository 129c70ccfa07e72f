"""What people of an invented town say: chat of power groups, letters to the hotline, and the answers to both."""

from collections.abc import Sequence
from random import Random

# Each scenario is a run of (minutes after the one before, role, words); {place} is a cell of the group's village.
Line = tuple[int, str, str]

OUTAGES: Sequence[Sequence[Line]] = (
    (
        (0, "resident", "{place}这边突然没电了,哪个晓得么子情况"),
        (1, "resident", "我屋里也是黑的"),
        (2, "resident", "我也是"),
        (3, "resident", "崽伢子还在写作业,几点来电啊"),
    ),
    (
        (0, "resident", "又停电哒?"),
        (2, "resident", "{place}整条街都冇得电"),
        (4, "resident", "冰箱里的鱼要臭了,麻烦快点"),
    ),
    ((0, "resident", "请问{place}什么时候来电,停了一个钟头了"), (6, "resident", "+1")),
    ((0, "resident", "{place}跳闸了,推上去又跳"),),
    ((0, "resident", "刚才一声响,{place}全黑的"), (1, "resident", "我们这也是,楼道灯都没了")),
)
HAZARDS: Sequence[Sequence[Line]] = (
    ((0, "resident", "{place}路边那根电线杆倒了,线拖在地上,大家莫过去"), (1, "resident", "看到了,好吓人")),
    ((0, "resident", "{place}变压器在冒烟!!"), (1, "resident", "真的,还有糊味")),
    ((0, "resident", "{place}电表箱门掉了,线露出来,下雨怕漏电"),),
    ((0, "resident", "挖机碰到{place}的杆子了,杆子斜得厉害"),),
)
FRAIL: Sequence[Sequence[Line]] = (
    ((0, "resident", "{place}停电了"), (2, "resident", "我娭毑在用制氧机,能不能先送这边")),
    ((0, "resident", "{place}没电,屋里有个刚满月的毛毛,热得直哭"),),
)
GRUMBLES: Sequence[Sequence[Line]] = (
    ((0, "resident", "{place}电压低得很,空调带不动"), (3, "resident", "我家洗衣机也转不动")),
    ((0, "resident", "上个月电费多一倍,表是不是有问题"),),
    ((0, "resident", "{place}路灯坏了快半个月,报修三次没人来修"),),
    ((0, "resident", "天天讲改造,年年电压不够,再不搞我就打12398"),),
)
CHATTER: Sequence[Sequence[Line]] = (
    ((0, "resident", "收到"), (1, "resident", "辛苦师傅了")),
    ((0, "resident", "自家种的红薯,一块五一斤,要的私我"),),
    ((0, "staff", "【温馨提示】明日8:00-12:00计划检修,请大家提前做好准备"),),
    ((0, "resident", "明天哪个去镇上赶场,带一脚"),),
    ((0, "resident", "电费在手机上哪里交"), (2, "staff", "请各位在网上国网里点“交费”")),
    ((0, "resident", "手机没电了,哪个借个充电宝"),),
    ((0, "resident", "来电了来电了"), (1, "resident", "谢谢师傅")),
    ((0, "resident", "广场舞今晚七点照旧"),),
)
ROUNDS = {"outage": OUTAGES, "hazard": HAZARDS, "frail": FRAIL, "grumble": GRUMBLES, "chatter": CHATTER}
ODDS = {"outage": 34, "hazard": 12, "frail": 6, "grumble": 18, "chatter": 30}

LETTERS: Sequence[tuple[str, str]] = (
    ("{village}通组路坑洼难行", "我是{village}村民,通往{n}组的路下雨就积水,摩托车摔过好几回,请问今年有没有硬化计划?"),
    ("小区物业不管事", "我们小区电梯坏了{n}天,物业一直说在等配件,老人上下楼很不方便,请帮忙督促。"),
    ("请求增加公交班次", "{village}到城区的公交一天只有{n}班,学生上学赶不上,希望早上加开一班。"),
    ("工地夜间施工扰民", "{village}旁边工地凌晨还在打桩,噪音很大,老人孩子睡不好,请环保部门管一管。"),
    ("农田水渠淤塞", "{village}{n}组水渠多年没清,今年灌溉成了问题,盼望水利部门来看一看。"),
    ("拖欠工资", "我们{n}个人在一处工地做了两个月,工资一直拖着不发,请劳动部门帮我们讨回来。"),
    ("医保报销问题", "父亲在县医院住院,出院时医保没有报销,医院和医保局互相推,请问到底找谁?"),
    ("学校门口没有斑马线", "{village}小学门口车很多,没有红绿灯和斑马线,孩子过马路很危险。"),
    ("垃圾清运不及时", "{village}垃圾池{n}天没人拉,臭味很大,苍蝇到处飞,希望尽快清运。"),
    ("咨询低保申请条件", "我母亲独居多病,想申请低保,请问要准备哪些资料,到哪里办理?"),
    ("宅基地审批太慢", "去年提交的宅基地申请到现在没有消息,村里说报上去了,请国土部门查一查进度。"),
    ("小作坊排污水", "{village}河边一家加工作坊往河道排污水,水都变色了,请查处。"),
    ("超市卖过期食品", "在镇上超市买到过期{n}天的牛奶,商家不肯退款,请市场监管部门处理。"),
    ("宽带经常断网", "{village}的宽带一下雨就断,打了几次电话都说在修,请联通公司给个准信。"),
    ("养狗不牵绳", "小区里有人遛大型犬不牵绳,已经吓到孩子几次,请派出所管理。"),
    ("办证窗口排队太久", "上午去政务大厅办事,窗口只开了一个,排了{n}个小时,建议多开窗口。"),
    ("景区门票优惠咨询", "请问本地老人去景区门票有没有优惠,需要带什么证件?"),
    ("营业执照注销难", "想注销个体户营业执照,网上提交{n}次都被退回,也不说清楚缺什么。"),
    ("路灯不亮", "{village}村口到小学这一段路灯坏了{n}盏,晚自习的孩子回家看不见路。"),
    ("感谢信", "感谢你们上次帮忙,谢谢政府。"),
)
FIXED = (
    "故障是接头烧断,已更换接头,现已恢复供电,感谢您的耐心。",
    "现场检查为漏保跳闸,已排除故障并恢复供电。",
    "倒杆处已隔离并更换电杆,线路恢复正常,现场无人受伤。",
    "已上门测量电压并调整分接头,现电压在合格范围内。",
    "树枝碰线造成跳闸,树障已清除,供电恢复。",
)
EXPLAINED = (
    "已电话联系您说明情况:表计经校验合格,用电量增加因空调使用,明细已发给您。",
    "经核实,该路段已列入今年计划,十二月底前完工,届时将在群里告知。",
    "已现场查看并责成责任单位三日内整改,我们会再次复查。",
    "您反映的问题已转相关科室当面答复,办理条件和所需资料已向您说明。",
    "已督促施工方停止夜间作业,并安排夜间巡查。",
)
GROUNDS = ("该处线路产权属小区物业,应由物业维修。", "地址在邻镇辖区,不属本所供电范围。")
DISPUTES = ("今天又坏了,根本没修好", "没有人来过", "说了三天,还是老样子")
PRAISE = ("师傅来得快", "解决了,谢谢", "态度很好", "", "", "")


def round_of(rng: Random) -> tuple[str, Sequence[Line]]:
    """One scenario, as likely as it is in a real group."""
    name = rng.choices(list(ODDS), weights=list(ODDS.values()))[0]
    return name, rng.choice(ROUNDS[name])


def letter(rng: Random, village: str) -> tuple[str, str]:
    title, text = rng.choice(LETTERS)
    filled = {"village": village, "n": rng.randrange(2, 9)}
    return title.format(**filled), text.format(**filled)
