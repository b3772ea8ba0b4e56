// SPDX-License-Identifier: BSD-2-Clause
// What is nicer with JavaScript; every page is complete without it.
"use strict";

// The list of probes: filter as one types. All words must be there.
const field = document.getElementById("find");
if (field) {
	const rows = [...document.querySelectorAll(".probes li")].map(row => ({
		row, text: row.textContent.toLowerCase().replace(/[-_:(),]+/g, " $& ")
			+ row.textContent.toLowerCase(),
	}));
	const groups = [...document.querySelectorAll(".group")];
	const count = document.getElementById("count");
	const nothing = document.getElementById("nothing");

	const filter = () => {
		const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
		let shown = 0;
		for (const { row, text } of rows) {
			row.hidden = !words.every(word => text.includes(word));
			shown += !row.hidden;
		}
		for (const group of groups)
			group.hidden = !group.querySelector("li:not([hidden])");
		document.querySelector(".letters").hidden = words.length > 0;
		count.textContent = words.length ? `${shown} of ${rows.length}` : "";
		nothing.hidden = shown > 0;
		if (location.protocol !== "file:")
			history.replaceState(null, "", words.length ?
				"?q=" + encodeURIComponent(field.value) : location.pathname);
	};
	field.closest("p").hidden = false;
	field.value = new URLSearchParams(location.search).get("q") || "";
	field.addEventListener("input", filter);
	document.addEventListener("keydown", event => {
		if (event.key === "/" && document.activeElement !== field) {
			event.preventDefault();
			field.focus();
		}
	});
	filter();
}

// What one types can be copied.
for (const block of navigator.clipboard ? document.querySelectorAll("pre.typed") : []) {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "copy";
	button.textContent = "Copy";
	button.addEventListener("click", async () => {
		await navigator.clipboard.writeText(block.querySelector("code").textContent);
		button.textContent = "Copied";
		setTimeout(() => { button.textContent = "Copy"; }, 1500);
	});
	block.append(button);
}
