"""Known answers. The first WeCom ones are the sample of the platform's own documentation; the others were made with the
platforms' published rules by another implementation."""

from datetime import UTC, datetime

WECOM_SAMPLE = {
    "secrets": {
        "token": "QDG6eK",
        "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
        "corp_id": "wx5823bf96d3bd56c7",
    },
    "query": {
        "timestamp": "1409659589",
        "nonce": "263014780",
        "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    },
    "plain": "1616140317555161061",
}
WECOM_SECRETS = {
    "token": "jsyToken",
    "aes_key": "h85q6/CrQz6ZQBy1G5Jsss35kwzHb7HEfbPLBKzOH7I",
    "corp_id": "wwjishiyudemo",
}
WECOM_QUERY = {"timestamp": "1760000000", "nonce": "n0nce", "msg_signature": "2bb97f7d90e2f55f8c08bc07fd9af29f04eaae5a"}
WECOM_ENCRYPT = (
    "MfVD1n4ghyL284OfhTaHODk0kbdD2aWQp0hsJOREKBytU6LmAdXBpwHN69Nth/KLYhTd9oYCC7zwivT/jNSA3Vau88bskABbX/dz"
    "0mipPt6B/UNi/2UgJetUWt4oaKzXqvxI5Yhiuvdt0JoGOKl3WRZub07v1af/qP8NvXGns8SW0Hc1sbgvVrgjdMpKKZNjUbYcTt3q"
    "9K53ZEffH8ICnFrYe6oyX1b3VQh7fassRdYvyGjzx603qsrE+xhx7iqiTKFay4kliJAr+T5n8IK8q/f3G6thCialkBFQ0LaLCoNe"
    "nt8WbB6ewflIoGuNpb2IkidUXx5mWAOYCzzEk6fMP557RCi64MLab9H7ko0Gf1pBBOyWc69YWZS3vMymB+S1WMrcP6JCD/0OPCvO"
    "EKVuZTHWN7ZpotHgOobGgKp5gQw="
)
STAMP = "1760000000"
NOW = datetime.fromtimestamp(1_760_000_000, UTC)
DINGTALK_ROBOT_SIGN = "rl6/KnUiKqhEe0FCrdTDFp3icod9g5dX4FTAAq0Felg="
DINGTALK_CALLBACK_SIGN = "qTDrb4zQfBbBzWBoZgpc/6gGkfpSAShLsrVNH1Cs8os="
FEISHU_SECRETS = {"encrypt_key": "jsyEncryptKey", "verification_token": "jsyVerify"}
FEISHU_HEADERS = {
    "x-lark-request-timestamp": "1760000000",
    "x-lark-request-nonce": "n0nce",
    "x-lark-signature": "974867cd15730e02bd9c61f8eb9be6088160ba6317ae6f480c47ae4ebb64ab56",
}
FEISHU_ENCRYPT = (
    "ZmVkY2JhOTg3NjU0MzIxMNIMLLEsXVFuEGlOBpSPcFN+x/06qxPTFVOL+0U3HYblRaq7X9BHWLVV08t5IgOx+QFwt+LiC77a+1V0"
    "nwNrLwiiAK9aoShhYZuapDVFVUYywr268lL6doTPZIETGEWbQflck0Jq5PQiFMKT9biB8qUhOc+OPvMjS7+PKogoH/iO14J23GMU"
    "qM0v/BWwtvb/nqDrNconCcMA3lty8srPbnnzNLDJiw3redV7cfN/O8fSTsySIMaIVyFUiokuqxFUpYpH++7+EDarmvsHHjMoeq5L"
    "OLRDYSfNBN0dPfdMEv+Cv6juAaQQ//hSGoCgWduQYXgwYC5Ll2D/0DnLCY8mNuyp3ICu23xpYFyDkkYa5TiWCSlk1OJjkVYyLYVA"
    "CLbKf2KnI/lGnYWZYJUlYB9udbX8HFCg8ZxcG3IfGLX1qubiRzrk8X0J2dNhNo0UNImhIaGiuyLBJXV6Gio1nUnQYsfEKsYdWRZ9"
    "z7nZfZRWz4dsZWhwIGCKcHg79ymYOpcXmh3Bp9R/+ZfT2w+1CPlfNvu8GCWq4r32OgjXzdN745PvJp6q124Nmo+K5Dwj91/KB1k0"
    "JJKdxdQXNU9vE4UzsdAZ6JHhuR6rjge6zCZJR5WBJA7MUgJKY3eGtN71qkk8kqPfz0yLTUIktSfw2Cx5XUpNW0gOQHq72irmxJp4"
    "e01e8PsDDtotPyzTdalu8kBylKnFd6UmIZ2lWxiURJvJRk4Suw80Og5T7bXnrhVfzdMWR+X9s2JwtxIhvZdHPC5GHjZWKk6MKLi4"
    "QTl4NFI+vjWLueDBmzQF9w7tL1LRWCedjnSGb+/+Z6QXA4xa2WY4iAkCdTrf4VnNITBWyRwxeoE="
)
FEISHU_BODY = f'{{"encrypt":"{FEISHU_ENCRYPT}"}}'.encode()
FEISHU_BOT_SIGN = "/wU172RAec19e9vOeZ5tb4qVVp8bqimftTbrxIwd4cs="
