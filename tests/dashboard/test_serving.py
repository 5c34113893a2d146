"""Who may ask the page, and what the command says without its extra."""

import pytest

from nrc_sim.cli import main


def test_without_the_extra_the_command_says_how_to_install_it(monkeypatch, capsys) -> None:
    monkeypatch.setattr("nrc_sim.cli.dashboard.find_spec", lambda _name: None)
    assert main(["dashboard", "--no-browser"]) == 2
    assert 'python -m pip install -c constraints.txt -e ".[dashboard]"' in capsys.readouterr().err


@pytest.fixture(scope="module")
def serving():
    pytest.importorskip("dash", reason="the extra `dashboard` is not installed")
    from nrc_sim.dashboard import serving

    return serving


@pytest.fixture
def client(serving, tmp_path):
    served = serving.start_server(here=tmp_path)
    served.server.server_close()
    return served.server.app.test_client()


@pytest.fixture
def guarded(serving, tmp_path):
    served = serving.start_server(host="0.0.0.0", here=tmp_path)
    served.server.server_close()
    return served.server.app.test_client(), served.address


def test_this_machine_is_answered(client) -> None:
    answer = client.get("/", headers={"Host": "127.0.0.1:8050"})
    assert answer.status_code == 200
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert b'<html lang="en">' in answer.data


def test_another_name_for_this_machine_is_refused(client) -> None:
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 403


def test_a_page_from_elsewhere_is_refused(client) -> None:
    headers = {"Host": "127.0.0.1:8050", "Origin": "http://elsewhere.example"}
    assert client.post("/_dash-update-component", headers=headers, json={}).status_code == 403


def test_large_requests_are_refused(client) -> None:
    how = {"headers": {"Host": "127.0.0.1"}, "content_type": "application/json"}
    assert client.post("/_dash-update-component", data=b"[" + b" " * 2_000_000 + b"]", **how).status_code == 413


def test_reports_of_folders_that_are_not_offered_are_not_there(client) -> None:
    assert client.get("/report?folder=..", headers={"Host": "127.0.0.1"}).status_code == 404


def test_a_report_is_shown_and_nothing_in_it_is_run(serving, tmp_path) -> None:
    import nrc_sim as nrc
    from nrc_sim.figures.style import figure_look

    with figure_look(formats=["none"]):
        nrc.run("baseline", runs=8, seed=1, output=tmp_path / "out")
    (tmp_path / "out" / "report.html").write_text("<p>Told</p><script>1</script>", encoding="utf-8")
    served = serving.start_server(here=tmp_path)
    served.server.server_close()
    answer = served.server.app.test_client().get("/report?folder=out", headers={"Host": "127.0.0.1"})
    assert (answer.status_code, answer.data[:8]) == (200, b"<p>Told<")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()


def test_elsewhere_a_token_is_needed(guarded) -> None:
    client, address = guarded
    assert client.get("/", headers={"Host": "machine.example"}).status_code == 403
    assert client.get("/?token=wrong", headers={"Host": "machine.example"}).status_code == 403
    token = address.partition("?")[2]
    first = client.get(f"/?{token}", headers={"Host": "machine.example"})
    assert first.status_code == 302
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert client.get("/", headers={"Host": "machine.example"}).status_code == 200


def test_a_port_that_is_taken_is_told(serving, tmp_path) -> None:
    from nrc_sim.errors import RunError

    first = serving.start_server(here=tmp_path)
    with pytest.raises(RunError, match="another port is named with --port"):
        serving.start_server(port=first.server.server_port, here=tmp_path)
    first.server.server_close()


def test_what_is_no_scenario_is_refused_before_anything_is_served(serving, tmp_path) -> None:
    from nrc_sim.errors import InputError

    with pytest.raises(InputError, match="nothing_here"):
        serving.start_server(["nothing_here"], here=tmp_path)
