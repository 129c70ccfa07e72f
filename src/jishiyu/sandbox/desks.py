"""Work groups and trade desks (行业专班) of an invented town: code, name, words of trades, letters of GB/T 4754."""

GROUPS = (
    ("coordination", "综合协调组"),
    ("help", "助企帮扶组"),
    ("publicity", "宣传报道组"),
    ("inspection", "督查考核组"),
)
DESKS = (
    ("industry", "工业专班", ("工业", "采矿", "制造", "电力", "热力", "燃气", "水生产"), "BCD"),
    ("construction", "建筑(含房地产)专班", ("建筑", "房地产"), "EK"),
    ("trade", "批零餐饮专班", ("批发", "零售", "住宿", "餐饮"), "FH"),
    ("services", "服务业专班", ("服务", "运输", "仓储", "软件", "金融", "租赁", "教育", "卫生", "文化"), "GIJLMNOPQR"),
    ("farming", "农业专班", ("农业", "林业", "畜牧", "渔业", "种植", "养殖"), "A"),
)
