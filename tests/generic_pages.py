"""Invented portals for the tests of the generic path: articles with their truth, and page layouts that render them.

Every layout is a portal of its own: markup of one real family or of nobody in particular. Words are ours.
"""
# ruff: noqa: E501

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

PLACES = "Phú Hòa|An Lạc|Đồng Tâm|Thanh Sơn|Vĩnh Phúc Đông|Hà Trung|Bình Lãng|Quảng Lợi|Tân Mỹ|Khe Tre|Sơn Thủy|Cẩm Giang".split(
    "|"
)
PEOPLE = "Nguyễn Văn Thạnh|Trần Thị Lụa|Lê Đình Khoa|Phạm Quang Bảo|Hoàng Thị Mận|Đỗ Trọng Nghĩa|Võ Minh Trí|Bùi Thị Sen".split(
    "|"
)
TOPICS = (
    "cải cách hành chính|phòng chống dịch bệnh|xây dựng nông thôn mới|chuyển đổi số|an toàn giao thông|bảo vệ rừng|"
    "giải phóng mặt bằng|tuyển sinh đầu cấp|vệ sinh môi trường|phòng cháy chữa cháy|khuyến nông|du lịch cộng đồng"
).split("|")
SENTENCES = [
    "Sáng ngày {d}/{m}, tại {place}, Ủy ban nhân dân huyện tổ chức hội nghị triển khai công tác {topic} với sự tham dự của đại diện các xã.",
    "Phát biểu tại buổi làm việc, đồng chí {person} đề nghị các đơn vị rà soát lại toàn bộ hồ sơ còn tồn đọng trước cuối tháng.",
    "Theo báo cáo, trong {n} tháng đầu năm, địa phương đã hoàn thành {p}% kế hoạch về {topic}, tăng so với cùng kỳ.",
    "Bà con thôn {place} cho biết việc {topic} đã làm thay đổi rõ nếp sống ở các xóm ven sông.",
    "Tuy nhiên, một số nơi vẫn còn lúng túng trong khâu tổ chức, kinh phí giải ngân chậm và thiếu cán bộ chuyên trách.",
    "Đoàn công tác đã đến thăm {n} hộ gia đình có hoàn cảnh khó khăn tại {place} và trao những phần quà thiết thực.",
    "Đồng chí {person} nhấn mạnh: “Mỗi cán bộ phải xem {topic} là việc làm thường xuyên, không chạy theo phong trào”.",
    "Hội nghị thống nhất giao phòng chuyên môn tham mưu kế hoạch chi tiết, hoàn thành trước ngày {d}/{m}.",
    "Dịp này, {n} tập thể và {p} cá nhân có thành tích xuất sắc trong công tác {topic} đã được khen thưởng.",
    "Thời gian tới, huyện tiếp tục đẩy mạnh tuyên truyền trên hệ thống loa truyền thanh và trang thông tin của các xã.",
    "Con đường dài {n} km nối {place} với trung tâm huyện được đổ bê tông, xe tải nhỏ đã có thể vào tận ruộng.",
    "Kinh phí thực hiện từ nguồn ngân sách và đóng góp của nhân dân, ước khoảng {p} triệu đồng.",
    "Ngành nông nghiệp khuyến cáo người dân theo dõi sát thời tiết, chủ động tiêu úng và bón phân cân đối.",
    "Kết luận hội nghị, đồng chí {person} yêu cầu báo cáo định kỳ vào ngày {d} hằng tháng để kịp thời tháo gỡ vướng mắc.",
    "Các tin khác về tiến độ từng công trình sẽ được Ban quản lý cập nhật đều đặn để nhân dân theo dõi, giám sát.",
]
TITLES = [
    "{place}: Triển khai công tác {topic} năm {y}",
    "Hội nghị sơ kết {n} tháng thực hiện {topic} tại {place}",
    "Đồng chí {person} kiểm tra công tác {topic}",
    "Thông báo về việc {topic} trên địa bàn {place}",
    "Huyện đoàn ra quân {topic} đợt {n}",
    "{place} đẩy mạnh {topic}, nâng cao đời sống nhân dân",
    "Khai mạc lớp tập huấn {topic} cho cán bộ {place} và vùng lân cận",
]


@dataclass
class Story:
    """An article's truth."""

    id: int
    title: str
    lede: str
    paragraphs: list[str]
    day: int
    month: int
    year: int
    hour: int
    minute: int
    slug: str
    picture: str = ""
    caption: str = ""
    pdf: str = ""
    table: list[list[str]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    author: str = ""
    body_html: str = ""  # wins over paragraphs when rendering

    @property
    def date(self) -> str:
        return f"{self.day:02}/{self.month:02}/{self.year}"

    @property
    def iso(self) -> str:
        return f"{self.year}-{self.month:02}-{self.day:02}"

    @property
    def truth(self) -> str:
        parts = list(self.paragraphs)
        parts += [" | ".join(row) for row in self.table]
        parts += [f"- {item}" for item in self.items]
        return "\n".join(parts)


def fill(pattern: str, rng: random.Random) -> str:
    return pattern.format(
        place=rng.choice(PLACES),
        person=rng.choice(PEOPLE),
        topic=rng.choice(TOPICS),
        d=rng.randint(1, 28),
        m=rng.randint(1, 12),
        n=rng.randint(3, 19),
        p=rng.randint(20, 97),
        y=rng.randint(2012, 2025),
    )


def slugify(text: str) -> str:
    flat = "".join(
        c
        for c in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        if not unicodedata.combining(c)
    )
    return "-".join("".join(c if c.isalnum() else " " for c in flat.lower()).split())


def stories(count: int, seed: int) -> list[Story]:
    """`count` articles of one portal: most are ordinary, some short, bare, with tables, lists, pictures or files."""
    rng = random.Random(seed)
    made: list[Story] = []
    for number in range(count):
        title = fill(rng.choice(TITLES), rng)
        if number % 9 == 5:
            title = title.upper()
        paragraphs = [
            " ".join(fill(rng.choice(SENTENCES), rng) for _ in range(rng.randint(1, 3)))
            for _ in range(rng.randint(3, 8))
        ]
        story = Story(
            id=4000 + seed * 100 + number * 7,
            title=title,
            lede=fill(rng.choice(SENTENCES[:3]), rng) + f" Tin số {number}.",
            paragraphs=paragraphs,
            day=rng.randint(1, 28),
            month=rng.randint(1, 12),
            year=rng.randint(2013, 2025),
            hour=rng.randint(7, 22),
            minute=rng.randint(0, 59),
            slug=slugify(title) + f"-{number}",
        )
        shape = number % 8
        if shape == 1:
            story.paragraphs = paragraphs[:1]
            story.lede = ""
        elif shape == 2:
            story.table = [["STT", "Đơn vị", "Số lượng"]] + [
                [str(i), rng.choice(PLACES), str(rng.randint(2, 900))] for i in range(1, 9)
            ]
        elif shape == 3:
            story.picture, story.caption = (
                f"/upload/hinh-{number}.jpg",
                f"Quang cảnh buổi lễ tại {rng.choice(PLACES)}. Ảnh: {rng.choice(PEOPLE)}",
            )
        elif shape == 4:
            story.items = [fill("Xã {place}: {n} hồ sơ, đạt {p}% kế hoạch.", rng) for _ in range(5)]
        elif shape == 5:
            story.pdf = f"/upload/cv-{number}.pdf"
            story.paragraphs = [fill("Kính gửi các xã, thị trấn văn bản về {topic}.", rng)]
            story.lede = ""
        elif shape == 6:
            story.lede = ""
            story.paragraphs = paragraphs + [fill(rng.choice(SENTENCES), rng) for _ in range(8)]
        made.append(story)
    return made


SECTIONS = [
    ("tin-trong-huyen", "Tin trong huyện"),
    ("van-hoa-xa-hoi", "Văn hóa - Xã hội"),
    ("kinh-te", "Kinh tế"),
    ("cai-cach-hanh-chinh", "Cải cách hành chính"),
    ("thong-tin-tuyen-truyen", "Thông tin tuyên truyền, phổ biến giáo dục pháp luật"),
]


@dataclass
class Layout:
    """One portal: `article` and `listing` render pages; the functions get the story or stories and the portal."""

    name: str
    url: Callable[[Story], str]
    article: Callable[["Layout", Story, list[Story]], str]
    listing: Callable[["Layout", list[Story]], str]
    listing_url: str = "/tin-trong-huyen"
    seed: int = 0
    decoys: Callable[[Story], str] = lambda story: ""  # what the layout's articles say besides their story

    @property
    def host(self) -> str:
        return f"http://{self.name}.example"


def menu_links(count: int = 40) -> list[tuple[str, str]]:
    words = [
        "Giới thiệu",
        "Bộ máy tổ chức",
        "Tin tức - Sự kiện",
        "Văn bản chỉ đạo điều hành",
        "Thủ tục hành chính",
        "Công khai ngân sách",
    ]
    words += [
        "Quy hoạch",
        "Dự án đầu tư",
        "Lịch công tác",
        "Hỏi đáp",
        "Liên hệ",
        "Sơ đồ cổng",
        "Góp ý dự thảo",
        "Tiếp công dân",
    ]
    links = [(f"/{slug}", name) for slug, name in SECTIONS]
    links += [
        (f"/muc-{i}/{slugify(words[i % len(words)])}", f"{words[i % len(words)]}{'' if i < len(words) else f' {i}'}")
        for i in range(count - len(links))
    ]
    return links


def body_of(story: Story, *, picture: str = "", p: str = "<p>{}</p>") -> str:
    """The body as an editor leaves it."""
    if story.body_html:
        return story.body_html
    parts = [p.format(text) for text in story.paragraphs]
    if story.picture:
        image = (
            picture
            or '<p style="text-align:center"><img src="{src}" width="600"/></p><p style="text-align: center;"><em>{caption}</em></p>'
        )
        parts.insert(min(1, len(parts)), image.format(src=story.picture, caption=story.caption))
    if story.table:
        rows = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in story.table)
        parts.append(f'<table border="1" style="width:100%"><tbody>{rows}</tbody></table>')
    if story.items:
        parts.append("<ul>" + "".join(f"<li>{item}</li>" for item in story.items) + "</ul>")
    return "\n".join(parts)
