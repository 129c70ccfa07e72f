"""Invented items of a county's year whose rows make the page's system 7 come true. Nobody here is real."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """One item: its series, target and what was done; the matters of the lists under which it stands."""

    name: str
    series: str
    target: int
    done: int
    province: str = ""
    city: str = ""


ROADS, FIELDS, SCHOOLS = "农村交通", "高标准农田", "教育"
HEALTH, AGED, DISABLED = "卫生健康", "养老服务", "残疾人服务"
WATER, WORK, SAFETY = "饮水安全", "就业创业", "公共安全"
TOWN, CULTURE, HOMES = "老旧小区改造", "文化惠民", "农村厕所"
ITEMS = (  # nine matters of the province with sixteen items of its own
    Matter("农村公路安全防护设施", "kilometres", 68, 68, ROADS),
    Matter("农村旅游资源产业路", "kilometres", 24, 24, ROADS),
    Matter("新建高标准农田", "mu", 38_000, 38_000, FIELDS),
    Matter("改造提升高标准农田", "mu", 12_000, 12_400, FIELDS),
    Matter("增加公办幼儿园学位", "places", 1_260, 1_260, SCHOOLS),
    Matter("乡村教师公租房修缮", "households", 96, 96, SCHOOLS),
    Matter("适龄妇女“两癌”免费检查", "persons", 18_200, 18_360, HEALTH),
    Matter("孕产妇免费产前筛查", "persons", 4_100, 4_100, HEALTH),
    Matter("特困老年人家庭适老化改造", "households", 220, 220, AGED),
    Matter("困难残疾人家庭无障碍改造", "households", 130, 130, DISABLED),
    Matter("农村集中供水水质提升", "households", 6_400, 6_400, WATER),
    Matter("小型水源工程修复", "places", 42, 42, WATER),
    Matter("城镇新增就业", "persons", 5_800, 6_120, WORK),
    Matter("农村劳动力转移就业", "persons", 3_000, 3_150, WORK),
    Matter("乡镇消防救援站", "places", 3, 3, SAFETY),
    Matter("农村应急广播终端", "places", 610, 610, SAFETY),
    # four that both ask for
    Matter("残疾儿童康复训练", "persons", 110, 194, DISABLED, "关爱儿童"),
    Matter("县养老服务中心", "beds", 100, 100, AGED, "养老"),
    Matter("增加义务教育学位", "places", 2_400, 2_400, SCHOOLS, "学位建设"),
    Matter("农村客运通村提质", "kilometres", 150, 150, ROADS, "交通出行"),
    # seven that the city alone asks for: eight matters with the four above
    Matter("老旧小区改造", "households", 1_850, 1_850, "", TOWN),
    Matter("老旧小区加装电梯", "places", 12, 13, "", TOWN),
    Matter("送戏曲进万村", "places", 180, 188, "", CULTURE),
    Matter("农家书屋补充更新", "places", 260, 260, "", CULTURE),
    Matter("农村户用厕所改造", "households", 2_600, 2_640, "", HOMES),
    Matter("背街小巷整治", "places", 18, 18, "", "城市管理"),
    Matter("社区嵌入式托育点", "places", 6, 6, "", "关爱儿童"),
)
CHILDREN, CENTRE, WITH_BONDS = "残疾儿童康复训练", "县养老服务中心", ("增加义务教育学位", "新建高标准农田")
CENTRAL, BONDS = (32_110_000_00, 23_000_000_00), (7_640_000_00, 4_000_000_00)  # fen, of the two projects
CENTRE_COST = 4_120_000_00
DEPARTMENTS = (
    "交通运输局", "农业农村局", "教育局", "卫生健康局", "民政局", "残疾人联合会", "水利局", "人力资源和社会保障局",
    "应急管理局", "住房和城乡建设局", "文化旅游广电体育局", "城市管理和综合执法局", "妇女联合会",
)  # fmt: skip
LEADS = (0, 0, 1, 1, 2, 2, 3, 12, 4, 5, 6, 6, 7, 7, 8, 8, 5, 4, 2, 0, 9, 9, 10, 10, 1, 11, 12)  # of each item
TOWNSHIPS = 17
PARENTS = (40, 34, 30, 28, 26, 20, 16)  # of the children of the seven institutions
MEETINGS = (
    ("progress", "民生实事推进会", (2, 18)), ("progress", "民生实事推进会", (5, 20)),
    ("progress", "民生实事推进会", (8, 19)), ("dispatch", "民生实事调度会", (4, 15)),
    ("dispatch", "民生实事调度会", (7, 15)), ("dispatch", "民生实事调度会", (10, 14)),
    ("inspection", "民生实事专项督查", (9, 8)), ("study", "现场调研:养老服务中心", (3, 22)),
    ("consultation", "会商:学位建设用地", (6, 9)),
)  # fmt: skip
