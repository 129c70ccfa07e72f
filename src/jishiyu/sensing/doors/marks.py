"""What stands for a picture, a voice or a place in a message that is no text: marks as chats themselves show them."""

MARKS = {
    "image": "[图片]", "picture": "[图片]", "voice": "[语音]", "audio": "[语音]", "video": "[视频]", "media": "[视频]",
    "shortvideo": "[视频]", "emotion": "[表情]", "sticker": "[表情]", "file": "[文件]",
    "link": "[链接]", "news": "[链接]",
    "location": "[位置]", "card": "[名片]", "share_user": "[名片]", "share_chat": "[群名片]", "weapp": "[小程序]",
    "chatrecord": "[聊天记录]", "todo": "[待办]", "vote": "[投票]", "collect": "[收集表]", "redpacket": "[红包]",
    "meeting": "[会议]", "docmsg": "[文档]", "calendar": "[日程]", "interactive": "[卡片]", "system": "[系统]",
}  # fmt: skip
OTHER = "[其他]"


def marked(kind: str, *details: str) -> str:
    """The mark of a kind of message, with what else is known of it: "[位置] 三都路12号"."""
    return " ".join(part for part in (MARKS.get(kind, OTHER), *(one.strip() for one in details)) if part)
