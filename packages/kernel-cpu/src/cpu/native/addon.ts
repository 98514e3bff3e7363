/** The name under which an addon exports its function. */
export const ADDON_FUNCTION = 'run';

/** Bytes of an image from which on it is worth asking for large pages. */
const MIN_LARGE_BYTES = 2 ** 22;
const PAGE_BYTES = 4096;
/** Number of this request in Linux. */
const MADV_HUGEPAGE = 14;

/**
 * Makes the C text that asks the system for large pages for an image of float32, which most systems give on request alone: first
 * touching a page takes as long as computing its pixels does. Where the request is refused, nothing changes.
 *
 * @param image index of the image among the arrays
 */
const largePages = (image: number, isNewImage: number): string => `\
  if (((const int *)at[0])[${isNewImage}]) {
    unsigned long pixels = 0;
    napi_get_typedarray_info(env, given[${image}], 0, &pixels, 0, 0, 0);
    const unsigned long start = ((unsigned long)at[${image}] + ${PAGE_BYTES - 1}) & ~${PAGE_BYTES - 1}ul;
    const unsigned long end = ((unsigned long)at[${image}] + 4 * pixels) & ~${PAGE_BYTES - 1}ul;
    if (pixels >= ${MIN_LARGE_BYTES / 4}) madvise((void *)start, end - start, ${MADV_HUGEPAGE});
  }
`;

/**
 * Makes the C text of a Node addon with the function `run`, which takes pointers only: typed arrays in JavaScript. The
 * few functions of Node-API that it needs are declared in it, so that no header has to be installed.
 *
 * @param pointers number of arrays that are read; the array that is written follows
 * @param isNewImage index of the parameter that says whether the array is an image of float32 that is written for the first time; undefined where it is none
 */
export const addonText = (pointers: number, isNewImage?: number): string => `\
typedef struct napi_env_ *napi_env;
typedef struct napi_value_ *napi_value;
typedef struct napi_callback_info_ *napi_callback_info;
extern int napi_get_cb_info(napi_env, napi_callback_info, unsigned long *, napi_value *, napi_value *, void **);
extern int napi_get_typedarray_info(napi_env, napi_value, int *, unsigned long *, void **, napi_value *, unsigned long *);
extern int napi_create_function(
  napi_env, const char *, unsigned long, napi_value (*)(napi_env, napi_callback_info), void *, napi_value *);
extern int napi_set_named_property(napi_env, napi_value, const char *, napi_value);
extern int napi_get_boolean(napi_env, _Bool, napi_value *);
extern int madvise(void *, unsigned long, int);

static napi_value call(napi_env env, napi_callback_info info) {
  unsigned long count = ${pointers + 1};
  napi_value given[${pointers + 1}], done = 0;
  void *at[${pointers + 1}];
  if (napi_get_cb_info(env, info, &count, given, 0, 0) || count != ${pointers + 1}) return 0;
  for (int i = 0; i < ${pointers + 1}; i++)
    if (napi_get_typedarray_info(env, given[i], 0, 0, &at[i], 0, 0)) return 0;
${isNewImage === undefined ? '' : largePages(pointers, isNewImage)}  run(${Array.from({ length: pointers + 1 }, (_, i) => `at[${i}]`).join(', ')});
  napi_get_boolean(env, 1, &done);
  return done;
}

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  if (napi_create_function(env, "${ADDON_FUNCTION}", ${ADDON_FUNCTION.length}, call, 0, &function)) return 0;
  if (napi_set_named_property(env, exports, "${ADDON_FUNCTION}", function)) return 0;
  return exports;
}
`;
