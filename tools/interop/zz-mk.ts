import { makeSeries } from './series';

await makeSeries({ pixels: Number(process.argv[2]), images: Number(process.argv[3]) }, process.argv[4]!, console.log);
