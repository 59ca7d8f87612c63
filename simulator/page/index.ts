/** The page, made from its sources when it is first asked for. In dist/, the build puts the finished page in this place. */
import { bundlePage, type Page } from "./bundle.mts";

export const page: Promise<Page> = bundlePage();
