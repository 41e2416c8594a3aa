/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/inventory.c - is the inventory whole, and do the nodes' files say the same?
 */
#include "checks.h"

#include "core/inventory/inventory.h"

static void check_unapplied(struct doctor *doctor, struct inventory *inventory)
{
	struct strv due CLEANUP_STRV = { 0 };

	if (inventory_unapplied(&doctor->log, inventory, &due) < 0)
		return;
	if (due.n)
		log_warn(&doctor->log,
			 "%zu nodes (%s is one) are set to something that their files do "
			 "not say yet, because a command was kept from its end; the next "
			 "nodeset of any node finishes it",
			 due.n, due.v[0]);
}

void doctor_check_inventory(struct doctor *doctor)
{
	struct inventory *inventory = doctor_inventory(doctor);
	unsigned errors = doctor->log.errors;
	struct objects nodes;

	if (!inventory) {
		if (doctor->log.errors == errors)
			log_warn(&doctor->log,
				 "there is no inventory in %s yet; `stateless mkdef` "
				 "makes it with the first node",
				 doctor->site->statedir);
		return;
	}
	if (inventory_check(&doctor->log, inventory) == 0 &&
	    inventory_load(&doctor->log, inventory, OBJECT_NODE, NULL, false, &nodes) ==
		    0) {
		doctor_ok(doctor, "the inventory is whole and has %zu node%s", nodes.n,
			  nodes.n == 1 ? "" : "s");
		objects_fini(&nodes);
		check_unapplied(doctor, inventory);
	}
	inventory_close(inventory);
}
