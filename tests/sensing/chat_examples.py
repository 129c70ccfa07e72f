"""Chat messages written for these tests, with what a duty officer should hear of them. No real person speaks here.

Each row: text, role, kind of the trouble the group speaks of already ("" for none), kind expected ("" for no risk).
They are written apart from the labelled set that the benches measure on, and say the same things in other words.
"""

OUTAGE, LOW, HAZARD = "power.outage", "power.low_voltage", "power.hazard"
COMPLAINT, REPEATED, VULNERABLE = "power.complaint", "power.repeated", "power.vulnerable"

EXAMPLES: tuple[tuple[str, str, str, str], ...] = (
    # outages, plain and in dialect
    ("我们湾里停电了", "resident", "", OUTAGE),
    ("师傅，枫树坪冇得电了，麻烦来看下，谢谢", "resident", "", OUTAGE),
    ("屋里突然黑哒，隔壁也是黑的，冒电", "resident", "", OUTAGE),
    ("老街这头断电半个小时了", "resident", "", OUTAGE),
    ("二组跳闸了 推不上去", "resident", "", OUTAGE),
    ("还没来电啊，饭都煮不成", "resident", "", OUTAGE),
    ("请问几点来电", "resident", "", OUTAGE),
    ("我这里缺了一相，抽水机打不转", "resident", "", OUTAGE),
    ("整个院子乌漆麻黑", "resident", "", OUTAGE),
    ("又冇电哒", "resident", "", OUTAGE),
    ("供电所的，今天上午停的电怎么还不送", "resident", "", OUTAGE),
    ("自来水停了一天了", "resident", "", OUTAGE),
    # me too, not yet
    ("我们这也是", "resident", OUTAGE, OUTAGE),
    ("+1", "resident", OUTAGE, OUTAGE),
    ("三组也一样", "resident", OUTAGE, OUTAGE),
    ("我屋里还是冇", "resident", OUTAGE, OUTAGE),
    ("还没好啊？", "resident", OUTAGE, OUTAGE),
    ("+1", "resident", "", ""),
    ("我也是", "resident", "", ""),
    ("同意，我也是这么想的，明天一起去赶集", "resident", OUTAGE, ""),
    # over, or never was
    ("电来哒", "resident", OUTAGE, ""),
    ("我家也来电了", "resident", OUTAGE, ""),
    ("有电了，谢谢师傅", "resident", OUTAGE, ""),
    ("我们这边没停电", "resident", OUTAGE, ""),
    ("刚才停电了，现在已经恢复了", "resident", "", ""),
    ("停电的事解决了，感谢", "resident", "", ""),
    ("是我自己搞错了，电表没坏", "resident", "", ""),
    ("来电了，不过我家电表在冒烟", "resident", OUTAGE, HAZARD),
    ("通电了，但是电压低得洗衣机都不转", "resident", OUTAGE, LOW),
    ("修好了没有？", "resident", OUTAGE, OUTAGE),
    # batteries and other things without power
    ("手机快没电了，等下回你", "resident", "", ""),
    ("电动车没电了，哪里可以充", "resident", "", ""),
    ("空调遥控没电了", "resident", "", ""),
    ("手电筒没电了，小卖部有电池不", "resident", "", ""),
    ("你打我电话没打通？我手机没电", "resident", "", ""),
    # another time or place, only supposed
    ("去年冰灾断电一个月，今年还好", "resident", "", ""),
    ("万一停电了家里要备蜡烛", "resident", "", ""),
    ("明天停电吗", "resident", "", ""),
    ("下周会不会停电检修", "resident", "", ""),
    ("看新闻上说台风把电线杆都吹倒，那边停电好多天", "resident", "", HAZARD),  # a danger is heard all the same
    # staff
    ("【停电公告】因线路改造，后天8:00至17:00石湾台区计划停电，请提前做好准备", "staff", "", ""),
    ("收到，马上安排人过去", "staff", OUTAGE, ""),
    ("已恢复送电，给大家添麻烦了", "staff", OUTAGE, ""),
    ("巡线发现竹山湾电杆断了，线掉在田里", "staff", "", HAZARD),
    # dangers
    ("塘边那根电杆被车撞断了", "resident", "", HAZARD),
    ("大风把线刮断，掉在马路中间", "resident", "", HAZARD),
    ("变压器在放火花，噼里啪啦响", "resident", "", HAZARD),
    ("表箱冒烟，有股烧焦的味道", "resident", "", HAZARD),
    ("摸水龙头手麻，是不是漏电", "resident", "", HAZARD),
    ("有人触电了快来人", "resident", "", HAZARD),
    ("电线垂得好低，收割机过都过不得", "resident", "", HAZARD),
    ("配电房的门没锁，几个细伢子在里面玩", "resident", "", HAZARD),
    ("竹子长到高压线上去了", "resident", "", HAZARD),
    ("水淹到变压器那里了", "resident", "", HAZARD),
    ("电线杆子歪了好久，怕倒下来打到人", "resident", "", HAZARD),
    ("吊车在高压线底下作业，太近了", "resident", "", HAZARD),
    ("楼道里好重的煤气味", "resident", "", HAZARD),
    ("插座烧糊了一片", "resident", "", HAZARD),
    ("山上起火了，烧到电线杆边上来了", "resident", "", HAZARD),
    ("有人被关在电梯里面", "resident", "", HAZARD),
    ("雨太大，电缆沟都泡在水里", "resident", "", HAZARD),
    # people who cannot wait
    ("我爸用呼吸机的，停电撑不了多久", "resident", "", VULNERABLE),
    ("家里有刚出生的宝宝，没电空调都开不了", "resident", "", VULNERABLE),
    ("九十岁的老人一个人住，停电后联系不上", "resident", "", VULNERABLE),
    ("我公公瘫痪在床，热得不行，什么时候来电", "resident", "", VULNERABLE),
    ("奶奶有哮喘，等着用雾化机", "resident", OUTAGE, VULNERABLE),
    ("今天是我奶奶八十岁生日，请大家来吃酒", "resident", "", ""),
    # low voltage
    ("电压太低，电饭煲都煮不熟", "resident", "", LOW),
    ("晚上一到七点灯就暗，电压不稳", "resident", "", LOW),
    ("空调带不起，外机嗡一下就停了", "resident", "", LOW),
    # complaints, repeated and angry
    ("电费怎么一下多了两百，表有问题吧", "resident", "", COMPLAINT),
    ("停电从来不提前通知", "resident", "", OUTAGE),
    ("电打坏了我的电视，找谁赔", "resident", "", COMPLAINT),
    ("打了三次电话没人接，再不来修我就投诉", "resident", "", REPEATED),
    ("隔三差五停，电费一分没少收", "resident", "", REPEATED),
    ("反映了无数次，没人管", "resident", "", REPEATED),
    ("我要打12398举报你们", "resident", "", REPEATED),
    ("你们就是踢皮球", "resident", "", REPEATED),
    ("真行，一个月停六回，给你们送锦旗", "resident", "", REPEATED),
    # chatter
    ("早上好，祝大家身体健康", "resident", "", ""),
    ("谢谢王师傅", "resident", "", ""),
    ("收到", "resident", OUTAGE, ""),
    ("[强][强][强]", "resident", OUTAGE, ""),
    ("土猪肉20一斤，要的私聊", "resident", "", ""),
    ("出租两室一厅，水电齐全，没电梯", "resident", "", ""),
    ("招聘电工两名，包吃住", "resident", "", ""),
    ("请问怎么在网上交电费", "resident", "", ""),
    ("办新户要带什么证件", "resident", "", ""),
    ("今天好热啊，热死个人", "resident", "", ""),
    ("晚上七点广场舞", "resident", "", ""),
    ("帮忙投个票，谢谢", "resident", "", ""),
    ("这条路线怎么走", "resident", "", ""),
    ("直播间在线等，火爆开抢", "resident", "", ""),
    ("群里不要发广告", "resident", "", ""),
    ("", "resident", OUTAGE, ""),
)
