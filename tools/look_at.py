"""Pages and files as pictures, to be looked at by a person: the product needs none of this, nor do its tests.

    python tools/look_at.py pages OUT ADDRESS [--as NAME --password WORD] [--dark] PATH [PATH …]
    python tools/look_at.py files OUT FILE [FILE …]

`pages` opens each path of a running product in Chromium at every size of SIZES. `files` turns Word, Excel and PDF into
pictures page by page: Word and Excel by LibreOffice, which must be installed beside (`apt-get install
--no-install-recommends libreoffice-writer libreoffice-calc`).
"""

import argparse
import re
import subprocess
import tempfile
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
SIZES = ((390, 844), (1280, 720), (1280, 800), (1920, 1080), (3840, 2160))
DPI = 80


def pages(out: Path, chosen: argparse.Namespace) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(locale=chosen.locale, color_scheme="dark" if chosen.dark else "light")
        page = context.new_page()
        if chosen.name:
            page.goto(f"{chosen.address}/console/sign-in/")
            page.fill("#username", chosen.name)
            page.fill("#password", chosen.password)
            page.click("main button")
            page.wait_for_url("**/console/**")
        for path in chosen.what:
            for width, height in chosen.size or SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(chosen.address + path)
                page.wait_for_timeout(800)
                scrolls = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
                name = re.sub(r"\W+", "-", path).strip("-") or "home"
                page.screenshot(path=out / f"{name}-{width}x{height}{'-dark' * chosen.dark}.png", full_page=chosen.full)
                print(f"{path} at {width}×{height}: the page is {scrolls[0]}×{scrolls[1]}")
        browser.close()


def files(out: Path, chosen: argparse.Namespace) -> None:
    for name in chosen.what:
        given = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            made = given if given.suffix == ".pdf" else _printed(given, Path(folder))
            with pypdfium2.PdfDocument(made) as document:
                for number, sheet in enumerate(document):
                    path = out / f"{given.stem}-{given.suffix[1:]}-{number + 1}.png"
                    sheet.render(scale=DPI / 72).to_pil().save(path)
                    print(path)


def _printed(given: Path, folder: Path) -> Path:
    """What LibreOffice makes of it, as PDF."""
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf",
         "--outdir", str(folder), str(given)], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{given.stem}.pdf"


def _size(said: str) -> tuple[int, int]:
    width, height = said.split("x")
    return int(width), int(height)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in ("pages", "files"):
        one = kinds.add_parser(kind)
        one.add_argument("out", type=Path, help="a folder for the pictures")
        if kind == "pages":
            one.add_argument("address", help="of the running product")
            one.add_argument("--as", dest="name", default="", help="who signs in; nobody, if not said")
            one.add_argument("--password", default="")
            one.add_argument("--dark", action="store_true", help="as a screen that asks for dark colours")
            one.add_argument("--full", action="store_true", help="the whole page, not only what is seen at first")
            one.add_argument("--locale", default="zh-CN")
            one.add_argument("--size", type=_size, action="append", help="390x844; may be said more than once")
        one.add_argument("what", nargs="+", help="paths of pages, or files")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    {"pages": pages, "files": files}[chosen.kind](chosen.out, chosen)


if __name__ == "__main__":
    main()
