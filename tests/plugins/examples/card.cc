/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/examples/card.cc - a platform in C++: cards that their host starts (the
 * shape of mic).
 */
#include <cerrno>
#include <string>

#include <stateless/plugin.h>

namespace
{

std::string text_or(const char *s, const char *otherwise)
{
	return s ? s : otherwise;
}

int add(sl_job *job, const std::string &path, const std::string &body)
{
	return job->host->add_file(job, SL_HOST, path.c_str(), 0644, body.data(),
				   body.size());
}

int card_render(sl_job *job, void *, const sl_boot *boot)
{
	const std::string id = text_or(boot->node->id, "0");

	if (!boot->image)
		return sl_fail(job, EINVAL, "%s has no disk to boot from",
			       boot->node->name);
	return add(job, "etc/stateless/boot.d/card" + id + ".plan",
		   "fetch " + text_or(boot->initrd->urlpath, "") +
			   " sha256:" + text_or(boot->initrd->sha256, "") + " card" + id +
			   ".gz\n"
			   "wait card" +
			   id +
			   "/state ready 300\n"
			   "write card" +
			   id + "/cmdline " + text_or(boot->cmdline, "") +
			   "\n"
			   "write card" +
			   id + "/state boot\n");
}

int card_render_host(sl_job *job, void *, const sl_node *host,
		     const sl_boot *const *attached)
{
	std::string body = "# cards of " + text_or(host->name, "") + "\n";

	for (; *attached; attached++) {
		const char *bridge =
			job->host->node_opt(job, (*attached)->node, "bridge");

		body += text_or((*attached)->node->id, "0") + " " + text_or(bridge, "-") +
			"\n";
	}
	return add(job, "etc/stateless/cards.conf", body);
}

const sl_option card_opts[] = {
	{ SL_STRING, SL_IN_NODE, "bridge", nullptr, nullptr, "bridge on the host" },
	{ 0, 0, nullptr, nullptr, nullptr, nullptr },
};
const char *const card_names[] = { "card", nullptr };
const char *const card_archs[] = { "k1om", "x86_64", nullptr };

const sl_bootloader card_bootloader = {
	SL_SIZE_OF(sl_bootloader),
	SL_NEED_HOST,
	700,
	0,
	card_names,
	card_archs,
	nullptr,
	nullptr,
	nullptr,
	card_render,
	card_render_host,
	nullptr,
	nullptr,
	nullptr,
};

} // namespace

const sl_plugin sl_plugin_0 = {
	SL_HEAD,   "card",  "1.0",   "cards that their host starts",
	card_opts, nullptr, nullptr, &card_bootloader,
	nullptr,   nullptr,
};
