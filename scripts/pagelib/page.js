"use strict";
document.documentElement.classList.add("js");

/* A box too narrow for words shows none. */
function thin(boxes) {
	const wide = boxes.map((box) => box.offsetWidth);
	boxes.forEach((box, i) => box.classList.toggle("thin", wide[i] < 24));
}

function number(box, name) {
	return parseFloat(box.style.getPropertyValue(name));
}

function flame(field) {
	const boxes = [...field.querySelectorAll(".box")];
	const places = boxes.map((box) => ({
		box, x: number(box, "--x"), w: number(box, "--w"), y: number(box, "--y"),
	}));
	const button = document.getElementById("whole");
	const find = document.getElementById("find");
	const tiny = 1e-6;

	function zoom(to) {
		for (const p of places) {
			const over = p.x >= to.x - tiny && p.x + p.w <= to.x + to.w + tiny;
			const caller = p.y < to.y && p.x <= to.x + tiny && p.x + p.w >= to.x + to.w - tiny;
			p.box.hidden = !(caller || (over && p.y >= to.y));
			p.box.classList.toggle("caller", caller);
			p.box.style.setProperty("--x", caller ? 0 : (p.x - to.x) / to.w);
			p.box.style.setProperty("--w", caller ? 1 : p.w / to.w);
		}
		button.hidden = to === places[0];
		thin(boxes);
	}

	/* What lies within another hit is counted with it. */
	function search() {
		const words = find.value.toLowerCase();
		let share = 0, end = -1;
		const hits = places.filter((p) => {
			const hit = words !== "" && p.box.textContent.toLowerCase().includes(words);
			p.box.classList.toggle("hit", hit);
			return hit;
		});
		hits.sort((a, b) => a.x - b.x || a.y - b.y);
		for (const p of hits) {
			if (p.x >= end - tiny) {
				share += p.w;
				end = p.x + p.w;
			}
		}
		document.getElementById("found").textContent =
			words === "" ? "" : (share * 100).toFixed(1) + " % of the " + field.dataset.unit;
	}

	for (const p of places) {
		p.box.addEventListener("click", () => zoom(p));
		p.box.addEventListener("keydown", (key) => {
			if (key.key === "Enter")
				zoom(p);
		});
	}
	button.addEventListener("click", () => zoom(places[0]));
	find.addEventListener("input", search);
	addEventListener("resize", () => thin(boxes));
	thin(boxes);
}

function timeline(field) {
	const bars = [...field.querySelectorAll(".bar:not(.mark)")];
	const zoom = document.getElementById("zoom");

	function set() {
		const times = 2 ** zoom.value;
		const middle = (field.scrollLeft + field.clientWidth / 2) / field.scrollWidth;
		field.style.setProperty("--zoom", times);
		field.scrollLeft = middle * field.scrollWidth - field.clientWidth / 2;
		document.getElementById("scale").textContent =
			(field.dataset.whole / times / 1e6).toPrecision(3) + " ms in view";
		thin(bars);
	}
	zoom.addEventListener("input", set);
	addEventListener("resize", () => thin(bars));
	set();
}

const flames = document.getElementById("flame");
const times = document.getElementById("time");
if (flames)
	flame(flames);
if (times)
	timeline(times);
