"""Settings of the site: `sphinx-build -W --keep-going -n docs docs/build`, with the extra `docs` and no network."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

from gallery_images import ShownFigures  # noqa: E402

from nrc_sim import __version__  # noqa: E402

os.environ.setdefault("NO_COLOR", "1")

project = "nrc_sim"
author = "nrc_sim contributors"
copyright = "nrc_sim contributors"
version = release = __version__

extensions = [
    "generated_reference",
    "pages_that_run",
    "links_to_files",
    "sphinx.ext.autodoc",
    "numpydoc",
    "myst_nb",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
]
_KEPT = ["generated/gallery/*.ipynb", "**/.ipynb_checkpoints", ".jupyter_cache"]
exclude_patterns = ["build", "extensions", "gallery", *_KEPT]
nitpicky = True
# Classes of agents, which a model names as its own: pages of the engine's inner parts are not part of the reference.
nitpick_ignore_regex = [("py:class", r"nrc_sim\.engine\.model\..*")]

# Types stand in the docstrings in words; annotations would only repeat them, and name other projects' pages.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True

sphinx_gallery_conf = {
    "examples_dirs": ["gallery"],
    "gallery_dirs": ["generated/gallery"],
    "filename_pattern": "/draw_",
    "ignore_pattern": r"__init__\.py",
    "image_scrapers": [ShownFigures()],
    "reset_modules": (),
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "show_memory": False,
    "min_reported_time": 3600,
    "write_computation_times": False,
    "show_signature": False,
    "download_all_examples": False,
    "remove_config_comments": True,
}

html_theme = "furo"
html_title = f"nrc_sim {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}
copybutton_exclude = ".linenos, .gp, .go"
