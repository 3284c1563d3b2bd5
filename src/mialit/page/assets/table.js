/** Puts the table that the script fills in the place that readers without script have theirs in. */
function placeTable() {
  byId("waiting").after(byId("live-table").content);
}
