/*
 * What CrystFEL's own library finds in files, as JSON, and files that it writes. Built by matrix.ts against the installation that
 * the environment variable CRYSTFEL names; no part of the packages.
 *
 *   crystfel image GEOMETRY IMAGE EVENT     panels, values, bad pixels and wavelength
 *   crystfel rewrite GEOMETRY NEW           the geometry file as the library writes it
 *   crystfel list NEW                       a list of a few reflections
 */
#include <stdio.h>
#include <string.h>

#include <datatemplate.h>
#include <detgeom.h>
#include <image.h>
#include <reflist-utils.h>
#include <reflist.h>
#include <symmetry.h>

static void vector(const char *name, double x, double y, double z)
{
	printf("\"%s\":[%.17g,%.17g,%.17g],", name, x, y, z);
}

static int image(const char *geometry, const char *file, const char *event)
{
	DataTemplate *template = data_template_new_from_file(geometry);
	struct image *image = template == NULL ? NULL : image_read(template, file, event, 0, 0, NULL);
	if (image == NULL) return 1;
	printf("{\"wavelengthA\":%.17g,\"panels\":[", image->lambda * 1e10);
	for (int p = 0; p < image->detgeom->n_panels; p++) {
		struct detgeom_panel *panel = &image->detgeom->panels[p];
		const double mm = 1000.0 * panel->pixel_pitch;
		printf("%s{\"name\":\"%s\",\"shape\":[%d,%d],", p == 0 ? "" : ",", panel->name, panel->h, panel->w);
		vector("cornerMm", panel->cnx * mm, panel->cny * mm, panel->cnz * mm);
		vector("fastMm", panel->fsx * mm, panel->fsy * mm, panel->fsz * mm);
		vector("slowMm", panel->ssx * mm, panel->ssy * mm, panel->ssz * mm);
		printf("\"values\":[");
		for (int i = 0; i < panel->w * panel->h; i++) {
			const float value = image->dp[p][i];
			if (value == value) printf("%s%.9g", i == 0 ? "" : ",", value);
			else printf("%snull", i == 0 ? "" : ",");
		}
		printf("],\"bad\":[");
		for (int i = 0; i < panel->w * panel->h; i++) printf("%s%d", i == 0 ? "" : ",", image->bad[p][i] != 0);
		printf("]}");
	}
	printf("]}\n");
	image_free(image);
	data_template_free(template);
	return 0;
}

static int rewrite(const char *geometry, const char *file)
{
	DataTemplate *template = data_template_new_from_file(geometry);
	if (template == NULL) return 1;
	const int failed = data_template_write_to_file(template, file);
	data_template_free(template);
	return failed;
}

static int list(const char *file)
{
	RefList *reflections = reflist_new();
	for (int h = -2; h <= 2; h++) {
		for (int l = 1; l <= 3; l++) {
			Reflection *reflection = add_refl(reflections, h, 1, l);
			set_intensity(reflection, 100.0 * l + h);
			set_esd_intensity(reflection, 2.0);
			set_redundancy(reflection, 3);
		}
	}
	SymOpList *symmetry = get_pointgroup("1");
	const int failed = write_reflist_2(file, reflections, symmetry);
	free_symoplist(symmetry);
	reflist_free(reflections);
	return failed;
}

int main(int argc, char *argv[])
{
	if (argc == 5 && strcmp(argv[1], "image") == 0) return image(argv[2], argv[3], argv[4]);
	if (argc == 4 && strcmp(argv[1], "rewrite") == 0) return rewrite(argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "list") == 0) return list(argv[2]);
	fprintf(stderr, "usage: crystfel image GEOMETRY IMAGE EVENT | rewrite GEOMETRY NEW | list NEW\n");
	return 2;
}
